import { open } from 'node:fs/promises';
import { freshPath, replaceFile } from '../../place/place-file.js';
import { requirePathInside } from '../../source-name.js';
import type { UnpackContext } from '../unpack-context.js';

/** Writes a decompressed file into `srcDir`, in place of a file or link of that name. */
export async function unpackSingleFile(
  bytes: AsyncIterable<Buffer>,
  outputName: string,
  context: UnpackContext,
): Promise<void> {
  const target = requirePathInside(context.srcDir, outputName);
  const partial = freshPath(context);
  const output = await open(partial, 'wx', 0o644);
  try {
    for await (const chunk of bytes) await output.writeFile(chunk);
  } finally {
    await output.close();
  }
  await replaceFile(partial, target);
}
