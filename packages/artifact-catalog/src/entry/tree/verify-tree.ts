import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile } from '@rbee-internal/system/files';
import { TREE_FILE } from '../../catalog-layout.js';
import { AnyCallOptions, checkOptions } from '../../check-options.js';
import type { CallOptions } from '../../contracts/call-options.js';
import { MAX_LISTING_BYTES } from '../../options.js';
import { describingSystemErrors } from '../../system-errors.js';
import { compareTrees, verdictOf } from './compare-trees.js';
import { listingDigest, readTreeListing, treeListing } from './listing.js';
import { eachInTurns } from './turns.js';
import type { TreeDifference, TreeEntry, TreeVerification } from './types.js';
import { type FoundEntry, walkTree } from './walk-tree.js';

/**
 * Compares an artifact's folder with the digest that was recorded of its tree, and names each difference by the listing
 * in the folder. The listing is only believed when it has the digest itself.
 * @param treeDigest the `digest` that {@link describeTree} gave
 * @throws `IO`
 * @example
 * const found = await verifyTree(catalog.folderOf(worker.id), worker.treeDigest);
 * if (found.verdict === 'changed') console.log(found.differences);
 */
export async function verifyTree(
  folder: string,
  treeDigest: string,
  { signal }: CallOptions = {},
): Promise<TreeVerification> {
  checkOptions(AnyCallOptions, 'verifyTree', { signal });
  return describingSystemErrors({ what: 'verify the tree', where: folder, signal }, async () => {
    const listing = await readListing(folder, treeDigest, signal);
    const expected = listing.entries;
    const found = new Map<string, FoundEntry>();
    await walkTree(folder, {
      signal,
      // Of what is known to differ already, which may be endless, the content does not matter.
      wantsDigest: (name, size) => expected === undefined || expectsFile(expected.get(name), size),
      onEntry: (entry) => void found.set(entry.path, entry),
    });
    if (expected !== undefined) return verdictOf(await compareTrees(expected, found, signal));
    const isIntact = (await digestOf([...found.values()], signal)) === treeDigest;
    const told: TreeDifference[] = [...listing.differences];
    // Without the listing nothing can be named, but something is not as it was.
    if (!isIntact) told.push({ path: '.', kind: 'content', expected: treeDigest });
    return verdictOf(told);
  });
}

function expectsFile(expected: TreeEntry | undefined, size: number): boolean {
  return expected?.type === 'file' && expected.size === size;
}

type Listing =
  | { readonly entries: ReadonlyMap<string, TreeEntry> }
  | { readonly entries?: undefined; readonly differences: readonly TreeDifference[] };

async function readListing(folder: string, treeDigest: string, signal?: AbortSignal): Promise<Listing> {
  const kindOf = (kind: TreeDifference['kind']) => ({ differences: [{ path: TREE_FILE, kind }] });
  try {
    const content = await readRegularFile(path.join(folder, TREE_FILE), { maxBytes: MAX_LISTING_BYTES });
    const text = content.toString('utf8');
    if (listingDigest(text) !== treeDigest) return kindOf('content');
    const entries = await readTreeListing(text, signal);
    if (entries === undefined) return kindOf('content');
    const byPath = new Map<string, TreeEntry>();
    await eachInTurns(entries, signal, (entry) => void byPath.set(entry.path, entry));
    return { entries: byPath };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return kindOf('removed');
    if (error instanceof IrregularFileError) return kindOf(error.code === 'EFBIG' ? 'content' : 'type');
    if (isSystemError(error, 'EACCES', 'EPERM')) return kindOf('mode');
    throw error;
  }
}

/** `undefined` for a tree of which no listing can be made. */
async function digestOf(found: readonly FoundEntry[], signal?: AbortSignal): Promise<string | undefined> {
  const entries: TreeEntry[] = [];
  for (const { path: name, type, mode, size, digest, target = '' } of found) {
    if (type === 'folder') entries.push({ type, path: name, mode });
    else if (type === 'link') entries.push({ type, path: name, target });
    else if (type === 'file' && digest !== undefined) entries.push({ type, path: name, mode, size, digest });
    else return undefined;
  }
  return listingDigest(await treeListing(entries, signal));
}
