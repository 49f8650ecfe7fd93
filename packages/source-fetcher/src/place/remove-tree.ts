import { opendir, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { pause } from '@rbee-internal/system/time';

/** How many names of a folder are removed at once. */
const AT_ONCE = 32;
/** How long a cancelled call waits for the removal of what is half done; the rest goes in the background. */
const PATIENCE_MILLISECONDS = 400;

/**
 * Removes a folder with all that is in it, following no link. Unlike `rm` of Node it does not begin with all names at
 * once, so that everything else has its turn meanwhile.
 */
export async function removeTree(folder: string): Promise<void> {
  try {
    let batch: Promise<void>[] = [];
    for await (const entry of await opendir(folder, { bufferSize: AT_ONCE })) {
      const inner = path.join(folder, entry.name);
      if (entry.isDirectory()) await removeTree(inner);
      else {
        const removal = unlinkIfThere(inner);
        // Heard when the batch is awaited, which may be later.
        removal.catch(() => undefined);
        batch.push(removal);
      }
      if (batch.length < AT_ONCE) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
    await rmdir(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    // Something still wrote into it, such as a program that is being ended.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes a folder, and does not wait for the end of it when it has very much in it. */
export async function removeSoon(folder: string): Promise<void> {
  const patience = new AbortController();
  const waited = pause(PATIENCE_MILLISECONDS, patience.signal).catch(() => undefined);
  const removal = removeTree(folder);
  try {
    await Promise.race([removal, waited]);
  } finally {
    patience.abort();
    // What is left then, the next call in that folder removes.
    removal.catch(() => undefined);
  }
}

async function unlinkIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
}
