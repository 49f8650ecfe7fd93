import { link, open, rm } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';
import { flushHandle } from './flush-handle.js';

export interface NewFileOptions {
  /** Whether it is on the disk for good afterwards. */
  readonly flush: boolean;
  /** Permissions. @default 0o644 */
  readonly mode?: number | undefined;
}

/**
 * Writes a file that must not be there yet. On failure there is none.
 * @throws the system's `EEXIST`
 */
export async function writeNewFile(
  file: string,
  content: string,
  { flush, mode = 0o644 }: NewFileOptions,
): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(content);
    if (flush) await flushHandle(handle);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Gives a written file its final name in one step, unless something has that name. Where the file system has no hard
 * links it is written `again` in its place.
 * @returns whether it was given; `false` when something is there
 */
export async function linkNewFile(
  written: string,
  file: string,
  again: { readonly content: string; readonly mode?: number | undefined },
): Promise<boolean> {
  try {
    await link(written, file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    if (!isSystemError(error, ...NO_HARD_LINKS)) throw error;
    return createWithoutLinks(file, again);
  }
}

const NO_HARD_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/** Only here can a reader see an unfinished file; it is still never written over another one. */
async function createWithoutLinks(
  file: string,
  { content, mode }: { readonly content: string; readonly mode?: number | undefined },
): Promise<boolean> {
  try {
    await writeNewFile(file, content, { flush: true, mode });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}
