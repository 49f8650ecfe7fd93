import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import {
  IrregularFileError,
  makePrivateFolder,
  readRegularFile,
  replaceFile,
  takeLock,
} from '@rbee-internal/system/files';
import { ownIdentity } from '@rbee-internal/system/process';
import type { TufClientOptions } from './types.js';

/** Bytes of one stored file of metadata. */
const MAX_STORED_BYTES = 8 * 1024 * 1024;

/**
 * Works on a copy of what was last verified, alone among all processes, and then keeps what `work` left in it: each file
 * whole, on the disk for good, and the root first. The library writes in place, and a crash would leave half a file.
 *
 * @param work gets the copy's folder, which has the same path every time
 */
export async function withState<T>(
  { folder, root }: Pick<TufClientOptions, 'folder' | 'root'>,
  signal: AbortSignal | undefined,
  work: (copy: string) => Promise<T>,
): Promise<T> {
  await makePrivateFolder(folder);
  const locks = path.join(folder, '.locks');
  const giveBack = await takeLock({
    file: path.join(locks, 'metadata'),
    temporaryFolder: locks,
    owner: await ownIdentity(),
    signal,
    subject: 'signed metadata',
    busy: () => new Error('Another process reads it.'),
  });
  try {
    return await onCopy({ folder, root }, work);
  } finally {
    await giveBack();
  }
}

async function onCopy<T>(
  { folder, root }: Pick<TufClientOptions, 'folder' | 'root'>,
  work: (copy: string) => Promise<T>,
): Promise<T> {
  const stored = path.join(folder, 'metadata');
  const copy = path.join(folder, 'work');
  // What a process left that was killed.
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { mode: 0o700 });
  try {
    const files = await readAll(stored);
    for (const [name, bytes] of files) await writeFile(path.join(copy, name), bytes, { mode: 0o600 });
    if (!files.has('root.json')) await writeFile(path.join(copy, 'root.json'), root, { mode: 0o600 });
    try {
      return await work(copy);
    } finally {
      await keep(await readAll(copy), files, stored);
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function keep(
  made: ReadonlyMap<string, Buffer>,
  before: ReadonlyMap<string, Buffer>,
  stored: string,
): Promise<void> {
  const names = [...made.keys()].sort((a, b) => Number(b === 'root.json') - Number(a === 'root.json'));
  for (const name of names) {
    const bytes = made.get(name);
    if (bytes !== undefined && before.get(name)?.equals(bytes) !== true)
      await replaceFile(path.join(stored, name), bytes);
  }
}

/** The metadata in a folder; what is no regular file of a sensible size is not there. */
async function readAll(folder: string): Promise<Map<string, Buffer>> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  const files = new Map<string, Buffer>();
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const bytes = await readRegularFile(path.join(folder, name), { maxBytes: MAX_STORED_BYTES }).catch(
      (error: unknown) => {
        if (error instanceof IrregularFileError) return undefined;
        throw error;
      },
    );
    if (bytes !== undefined) files.set(name, bytes);
  }
  return files;
}
