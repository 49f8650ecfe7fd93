import { link, open, rm } from 'node:fs/promises';
import { isSystemError } from '@rbee-internal/coded-error';

/**
 * Writes a file that must not be there yet; with `flush` it is on the disk for good.
 * @throws the system's `EEXIST`
 */
export async function writeNewFile(
  file: string,
  content: string,
  { flush }: { flush: boolean },
): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  try {
    await handle.writeFile(content);
    if (flush) await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Gives a written file its final name in one step, unless something has that name.
 * @returns whether it was given; `false` when something is there
 */
export async function linkNewFile(written: string, file: string, content: string): Promise<boolean> {
  try {
    await link(written, file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    if (!isSystemError(error, ...NO_HARD_LINKS)) throw error;
    return createWithoutLinks(file, content);
  }
}

const NO_HARD_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/** Only here can a reader see an unfinished file; it is still never written over another one. */
async function createWithoutLinks(file: string, content: string): Promise<boolean> {
  try {
    await writeNewFile(file, content, { flush: true });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}
