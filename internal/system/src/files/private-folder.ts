import { chmod, lstat, mkdir } from 'node:fs/promises';
import { IrregularFileError } from './regular-file.js';

/**
 * Makes a folder when it is missing, with its parents, and closes it to others.
 * @throws IrregularFileError `EFTYPE` when something else stands there, a link to a folder included; the system's errors
 */
export async function makePrivateFolder(folder: string): Promise<string> {
  const refusal = await mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const stats = await lstat(folder).catch((error: unknown) => {
    throw refusal === undefined ? error : refusal.error;
  });
  if (!stats.isDirectory()) throw new IrregularFileError('EFTYPE', folder, 'it is not a folder');
  if (refusal !== undefined) throw refusal.error;
  if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
  return folder;
}
