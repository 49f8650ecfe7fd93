import path from 'node:path';
import {
  type FilesystemCatalog,
  readTreeListing,
  TREE_FILE,
  type WorkerBinary,
} from '@rbee/artifact-catalog';
import { isFromSystem } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile } from '@rbee-internal/system/files';
import type { KnownFiles } from './fetch-tree.js';

/** Versions that are looked into: what a new one has in common, it has with the last ones. */
const MAX_VERSIONS = 3;
const MAX_LISTING_BYTES = 16 * 1024 * 1024;

/** The files of installed versions of a worker, by digest. What they hold now is only known when it was copied. */
export async function knownFiles(
  catalog: FilesystemCatalog<WorkerBinary>,
  catalogId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<KnownFiles> {
  const known = new Map<string, string>();
  const installed = (await catalog.list({ signal })).filter((worker) => worker.catalogId === catalogId);
  const newest = installed.sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1)).slice(0, MAX_VERSIONS);
  for (const { id } of newest) {
    const folder = catalog.folderOf(id);
    for (const entry of await listingIn(folder, signal))
      if (entry.type === 'file') known.set(entry.digest, path.join(folder, entry.path));
  }
  return known;
}

async function listingIn(folder: string, signal: AbortSignal | undefined) {
  try {
    const text = await readRegularFile(path.join(folder, TREE_FILE), { maxBytes: MAX_LISTING_BYTES });
    return (await readTreeListing(text.toString('utf8'), signal)) ?? [];
  } catch (error) {
    if (error instanceof IrregularFileError || isFromSystem(error)) return [];
    throw error;
  }
}
