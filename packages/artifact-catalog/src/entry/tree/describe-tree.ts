import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { writeNewFile } from '@rbee-internal/system/files';
import { TREE_FILE } from '../../catalog-layout.js';
import { checkOptions, DescribeCallOptions } from '../../check-options.js';
import { ArtifactCatalogError } from '../../errors.js';
import { type DescribeTreeOptions, MAX_TREE_ENTRIES } from '../../options.js';
import { describingSystemErrors } from '../../system-errors.js';
import { listingDigest, orderTree } from './listing.js';
import type { TreeDescription, TreeEntry } from './types.js';
import { type FoundEntry, walkTree } from './walk-tree.js';

/**
 * Describes all that is in a folder: every file's mode and content, every folder's mode, every link's target. What the
 * catalog keeps in an artifact's folder itself, `metadata.json` and `.tree` at its top, is left out. No link is followed.
 * @throws `INVALID_ARTIFACT` for a FIFO, a socket or a device, a file that changes meanwhile, and too many entries;
 * `IO` when something may not be read
 * @example
 * const { digest, bytes } = await describeTree(folder, { signal });
 */
export async function describeTree(
  folder: string,
  options: DescribeTreeOptions = {},
): Promise<TreeDescription> {
  checkOptions(DescribeCallOptions, 'describeTree', options);
  const { signal, maxEntries = MAX_TREE_ENTRIES } = options;
  return describingSystemErrors({ what: 'describe the tree', where: folder, signal }, async () => {
    const found = await readEntries(folder, maxEntries, signal);
    const { bytes } = found;
    const { entries, listing } = await orderTree(found.entries, signal);
    return { digest: listingDigest(listing), bytes, entries, listing };
  });
}

/**
 * Writes the listing of a tree into its folder, as `.tree`, flushed: what {@link verifyTree} compares with later.
 * @throws `INVALID_ARTIFACT` when the folder has a `.tree` of its own
 * @example
 * await writeTreeListing(folder, await describeTree(folder));
 */
export async function writeTreeListing(folder: string, { listing }: TreeDescription): Promise<void> {
  await describingSystemErrors({ what: 'write the listing of', where: folder }, async () => {
    try {
      await writeNewFile(path.join(folder, TREE_FILE), listing, { flush: true });
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
      throw invalid(
        `"${showForeign(folder)}" already holds a ${TREE_FILE}, which is the catalog's to write.`,
      );
    }
  });
}

async function readEntries(folder: string, maxEntries: number, signal: AbortSignal | undefined) {
  const entries: TreeEntry[] = [];
  const inodes = new Set<string>();
  let bytes = 0;
  await walkTree(folder, {
    signal,
    wantsDigest: () => true,
    onEntry(found) {
      if (entries.length >= maxEntries)
        throw invalid(`"${showForeign(folder)}" holds more than ${maxEntries} files, folders and links.`);
      entries.push(entryOf(folder, found));
      if (found.type !== 'file' || (found.inode !== undefined && inodes.has(found.inode))) return;
      if (found.inode !== undefined) inodes.add(found.inode);
      bytes += found.size;
    },
  });
  return { entries, bytes };
}

function entryOf(folder: string, found: FoundEntry): TreeEntry {
  const { path: name, type, mode, size, digest, target } = found;
  if (found.unreadable !== undefined) throw found.unreadable;
  if (type === 'folder') return { type, path: name, mode };
  if (type === 'link') return { type, path: name, target: target ?? '' };
  if (type === 'file' && digest !== undefined) return { type, path: name, mode, size, digest };
  const where = `"${showForeign(path.join(folder, name))}"`;
  throw type === 'file'
    ? invalid(`${where} changed while it was read.`, 'Let what writes it end first.')
    : invalid(
        `${where} is a FIFO, a socket or a device.`,
        'An artifact holds files, folders and links only.',
      );
}

function invalid(message: string, hint?: string): ArtifactCatalogError {
  return new ArtifactCatalogError({ code: 'INVALID_ARTIFACT', message, hint });
}
