import { chmod, stat } from 'node:fs/promises';
import { replaceFile } from '@rbee-internal/system/files';

/** Writes a `worker.json` whole or not at all; its mode stays. */
export async function writeMetadata(file: string, metadata: object): Promise<void> {
  const { mode } = await stat(file);
  await replaceFile(file, `${JSON.stringify(metadata, undefined, 2)}\n`);
  await chmod(file, mode & 0o777);
}
