import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import type { CacheLayout } from './layout.js';

/** Writes a small file so that its name stands for all of it or for what was there before. */
export async function writeAtomically(
  target: string,
  text: string,
  { temporary }: CacheLayout,
): Promise<void> {
  await mkdir(temporary, { recursive: true });
  const fresh = path.join(temporary, randomBytes(8).toString('hex'));
  try {
    const file = await open(fresh, 'wx', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameInto(fresh, target);
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Renames to a place whose folder may not exist yet, and makes the new name durable. */
export async function renameInto(from: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(from, target);
  await syncFolder(path.dirname(target));
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Some systems cannot open or sync folders; there the rename has to do.
    if (!isSystemError(error, 'EISDIR', 'EPERM', 'EINVAL', 'EACCES', 'ENOTSUP')) throw error;
  }
}
