import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { flushHandle } from '@rbee-internal/system/files';
import { mapAtOnce } from '@rbee-internal/system/time';
import { MAX_OPEN_FILES } from '../options.js';

/** Puts every regular file and folder of a tree on the disk for good. Links are not followed. */
export async function syncTree(folder: string, signal?: AbortSignal): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const pathOf = (entry: { name: string }) => path.join(folder, entry.name);
  await mapAtOnce(
    entries.filter((entry) => entry.isFile()),
    { concurrency: MAX_OPEN_FILES, signal },
    (entry) => sync(pathOf(entry)),
  );
  for (const entry of entries.filter((candidate) => candidate.isDirectory())) {
    await syncTree(pathOf(entry), signal);
  }
  signal?.throwIfAborted();
  await syncFolder(folder);
}

/** Puts a folder's list of names on the disk for good. */
export async function syncFolder(folder: string): Promise<void> {
  await sync(folder);
}

async function sync(target: string): Promise<void> {
  try {
    const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      await flushHandle(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Windows cannot flush a folder or a file that is open for reading, some network file systems neither; and a
    // file without read permission cannot be opened. The system writes these in its own time.
    if (!isSystemError(error, 'EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP')) throw error;
  }
}
