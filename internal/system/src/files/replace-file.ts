import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { flushHandle } from './flush-handle.js';

export interface ReplaceFileOptions {
  /** Permissions of the file. @default 0o600 */
  readonly mode?: number | undefined;
  /** Where the new content is written first; it must be on the same file system. @default the file's own folder */
  readonly temporaryFolder?: string | undefined;
  /** Whether it survives a loss of power. What can be made again, and is checked when it is read, need not. @default true */
  readonly durable?: boolean | undefined;
}

/**
 * Writes a file so that a reader, and a machine that loses power, sees the old content or the new one: written beside
 * its place, flushed, renamed, and the folder flushed. Missing folders are made (0700).
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  { mode = 0o600, temporaryFolder = path.dirname(file), durable = true }: ReplaceFileOptions = {},
): Promise<void> {
  const temporary = path.join(temporaryFolder, `${path.basename(file)}.${randomUUID()}`);
  await mkdir(temporaryFolder, { recursive: true, mode: 0o700 });
  try {
    await (durable
      ? writeAndFlush(temporary, content, mode)
      : writeFile(temporary, content, { mode, flag: 'wx' }));
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await (durable ? renameDurably(temporary, file) : rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Renames, and makes the new name survive a loss of power. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flushFolder(path.dirname(to));
}

/** Makes the names in a folder survive a loss of power, where the system can. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no flush of one.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch((error: unknown) => {
    if (isSystemError(error, ...CANNOT_FLUSH)) return undefined;
    throw error;
  });
  try {
    if (handle !== undefined) await flushHandle(handle);
  } catch (error) {
    if (!isSystemError(error, ...CANNOT_FLUSH)) throw error;
  } finally {
    await handle?.close();
  }
}

/** What file systems answer that cannot open or flush a folder; there the rename has to do. */
const CANNOT_FLUSH = ['EISDIR', 'EPERM', 'EINVAL', 'EACCES', 'ENOTSUP'] as const;

async function writeAndFlush(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(content);
    await flushHandle(handle);
  } finally {
    await handle.close();
  }
}
