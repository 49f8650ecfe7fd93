import { chmod, constants, copyFile, lstat, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import {
  describeTree,
  type FileEntry,
  readTreeListing,
  type TreeDescription,
  type TreeEntry,
  writeTreeListing,
} from '@rbee/artifact-catalog';
import { unpackArchive } from '@rbee/source-fetcher';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside } from '@rbee-internal/contained-path';
import { type Descriptor, digestOf, fetchBlob } from '@rbee-internal/oci';
import { mapAtOnce } from '@rbee-internal/system/time';
import { groupFiles } from './group-files.js';
import { CONTENT_TYPE, CONTENT_ZSTD_TYPE, LISTING_TYPE } from './media-types.js';
import type { OfferedWorker } from './offered-worker.js';
import { notAWorker, readTextBlob } from './read-blob.js';
import type { ExchangeCall } from './types.js';

/** Layers that are fetched and unpacked at a time. */
const AT_ONCE = 4;
const MAX_LISTING_BYTES = 128 * 1024 * 1024;

/** Where a file of this digest may be had on this machine. */
export type KnownFiles = ReadonlyMap<string, string>;

export interface FetchTreeInit extends ExchangeCall {
  readonly offer: OfferedWorker;
  /** A private folder, which is empty. */
  readonly folder: string;
  /** Files of installed workers by digest: they are copied instead of being fetched. */
  readonly known: KnownFiles;
}

/** A worker's tree, in a private folder. */
export interface FetchedTree {
  readonly tree: string;
  readonly description: TreeDescription;
  readonly receivedBytes: number;
}

/**
 * Fetches a worker's tree, and compares it with the digest in its record: what is there afterwards is that tree.
 *
 * @throws ProvisionError `STORE_INVALID`; SourceFetchError `ARCHIVE_…` for a layer that is refused
 */
export async function fetchTree(init: FetchTreeInit): Promise<FetchedTree> {
  const { offer, folder, signal } = init;
  const entries = await listingOf(offer, signal);
  const tree = path.join(folder, 'tree');
  await mkdir(tree);
  await makeFolders(tree, entries);
  const receivedBytes = await fetchFiles(init, { tree, entries });
  await finish(tree, entries);
  const description = await describeTree(tree, { signal });
  if (description.digest !== offer.record.worker.treeDigest)
    throw notAWorker(offer.store, 'its layers do not make the tree that its record names');
  await writeTreeListing(tree, description);
  return { tree, description, receivedBytes };
}

/** The listing, which the tree's digest is that of. */
async function listingOf(
  { store, manifest, record }: OfferedWorker,
  signal: AbortSignal | undefined,
): Promise<readonly TreeEntry[]> {
  const listing = manifest.layers.find(({ mediaType }) => mediaType === LISTING_TYPE);
  if (listing === undefined) throw notAWorker(store, 'it has no listing of its tree');
  const text = await readTextBlob(store, listing, { maxBytes: MAX_LISTING_BYTES, signal });
  if (digestOf(Buffer.from(text)) !== record.worker.treeDigest)
    throw notAWorker(store, 'the listing is not that of the tree that its record names');
  const entries = await readTreeListing(text, signal);
  if (entries === undefined || !isSafe(entries)) throw notAWorker(store, 'its listing is none of a tree');
  return entries;
}

/** Each path once and below folders of the tree alone, and no bit that gives a program another's rights. */
function isSafe(entries: readonly TreeEntry[]): boolean {
  const kinds = new Map(entries.map(({ path: name, type }) => [name, type]));
  if (kinds.size !== entries.length) return false;
  return entries.every((entry) => {
    const parent = path.posix.dirname(entry.path);
    const isPlaced = parent === '.' || kinds.get(parent) === 'folder';
    const isPlain = entry.type === 'link' || (entry.mode & ~0o777) === 0;
    return isPlaced && isPlain && joinInside('/tree', entry.path) === `/tree/${entry.path}`;
  });
}

interface Target {
  readonly tree: string;
  readonly entries: readonly TreeEntry[];
}

async function makeFolders(tree: string, entries: readonly TreeEntry[]): Promise<void> {
  for (const { type, path: name } of entries)
    if (type === 'folder') await mkdir(path.join(tree, name), { recursive: true, mode: 0o755 });
}

/** Links come last: nothing is ever written, or looked at, through one. */
async function finish(tree: string, entries: readonly TreeEntry[]): Promise<void> {
  for (const entry of [...entries].reverse()) {
    if (entry.type === 'link') continue;
    const place = path.join(tree, entry.path);
    if ((await kindOf(place)) === entry.type) await chmod(place, entry.mode);
  }
  for (const entry of entries) {
    if (entry.type !== 'link') continue;
    const place = path.join(tree, entry.path);
    if ((await kindOf(place)) === undefined && (await kindOf(path.dirname(place))) === 'folder')
      await symlink(entry.target, place);
  }
}

async function kindOf(place: string): Promise<TreeEntry['type'] | undefined> {
  try {
    const stats = await lstat(place);
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : 'link';
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function fetchFiles(init: FetchTreeInit, { tree, entries }: Target): Promise<number> {
  const { offer, signal } = init;
  const layers = offer.manifest.layers.filter(({ mediaType }) => CONTENT_TYPES.has(mediaType));
  const groups = groupFiles(entries);
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  // What the signed listing names, and what a tar has around it.
  const limits = {
    unpackedBytes: entries.reduce((sum, one) => sum + (one.type === 'file' ? one.size : 0) + 16_384, 65_536),
    archiveEntries: 2 * entries.length + 64,
  };
  let received = 0;
  const onBytes = (bytes: number) => {
    received += bytes;
    init.onEvent?.({ type: 'layer-progress', received, total });
  };
  await mapAtOnce([...layers.entries()], { concurrency: AT_ONCE, signal }, async ([index, layer], group) => {
    // A store that groups files in another way is read all the same, only without what is here already.
    const files = layers.length === groups.length ? groups[index] : undefined;
    if (files !== undefined && (await copyKnown(files, { tree, known: init.known }))) {
      init.onEvent?.({ type: 'layer-kept', digest: layer.digest, bytes: layer.size });
      return;
    }
    await fetchLayer({ ...init, signal: group }, { layer, tree, index, onBytes, limits });
  });
  return received;
}

const CONTENT_TYPES: ReadonlySet<string> = new Set([CONTENT_TYPE, CONTENT_ZSTD_TYPE]);

interface LayerJob {
  readonly layer: Descriptor;
  readonly index: number;
  readonly tree: string;
  readonly onBytes: (bytes: number) => void;
  readonly limits: { readonly unpackedBytes: number; readonly archiveEntries: number };
}

async function fetchLayer(
  init: FetchTreeInit,
  { layer, index, tree, onBytes, limits }: LayerJob,
): Promise<void> {
  const { offer, folder, signal, onEvent } = init;
  const file = path.join(folder, `layer-${index}`);
  onEvent?.({ type: 'layer-start', digest: layer.digest, bytes: layer.size });
  await fetchBlob(offer.store, { descriptor: layer, file }, { signal, onBytes });
  const name = `layer ${layer.digest}`;
  await unpackArchive(file, { into: tree, workDir: folder, name, limits, signal });
  await rm(file, { force: true });
}

/** Copies all of a layer's files from what is installed; false where one is missing or cannot be copied. */
async function copyKnown(
  files: readonly FileEntry[],
  { tree, known }: { readonly tree: string; readonly known: KnownFiles },
): Promise<boolean> {
  if (!files.every(({ digest }) => known.has(digest))) return false;
  try {
    for (const { path: name, digest } of files) {
      const source = known.get(digest) ?? '';
      if ((await kindOf(source)) !== 'file') return false;
      await copyFile(source, path.join(tree, name), constants.COPYFILE_FICLONE);
    }
    return true;
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EACCES', 'ELOOP', 'EISDIR', 'ENOTDIR')) throw error;
    return false;
  }
}
