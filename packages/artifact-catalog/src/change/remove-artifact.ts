import { isSystemError } from '@rbee-internal/coded-error';
import { removeTree } from '@rbee-internal/system/files';
import type { Artifact } from '../contracts/artifact.js';
import { isRecorded } from '../look/read-catalog.js';
import type { OpenCatalog } from '../options.js';
import { syncFolder } from './flush.js';
import { dropReplaced, replacedOf } from './replaced.js';
import { moveAside } from './staging.js';

/** How often others may replace an artifact before it is taken away. */
const MAX_ATTEMPTS = 100;

/** Removes an artifact with its folder. See `FilesystemCatalog.remove`. @returns whether it was recorded */
export async function removeArtifact<T extends Artifact>(
  catalog: OpenCatalog<T>,
  folder: string,
  signal?: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (!(await isRecorded(catalog, folder, signal))) return false;
    signal?.throwIfAborted();
    for (const replaced of await replacedOf(catalog, folder)) await dropReplaced(catalog, replaced);
    const aside = await takeAway(catalog, folder);
    // It has gone, or another is just replacing it: then it counts until the new one has come.
    if (aside === undefined) continue;
    try {
      await syncFolder(catalog.root);
    } finally {
      await removeTree(aside);
    }
    return true;
  }
  return false;
}

async function takeAway<T extends Artifact>(
  catalog: OpenCatalog<T>,
  folder: string,
): Promise<string | undefined> {
  try {
    return await moveAside(catalog, folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
