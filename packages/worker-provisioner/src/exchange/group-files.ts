import { createHash } from 'node:crypto';
import type { FileEntry, TreeEntry } from '@rbee/artifact-catalog';

/** A file of this size is a layer of its own: an upgrade that does not change it does not move it. */
const LARGE_BYTES = 512 * 1024;
/** Layers of a manifest: 4 MiB hold many more. */
const MAX_LARGE = 1_000;
/** Small files are spread over so many, by their paths: one that changes takes its neighbours along. */
const BUCKETS = 16;

/**
 * The files of a tree, layer by layer. Which files are together depends on their paths and sizes alone, so that versions
 * of a worker share the layers of what they have in common.
 */
export function groupFiles(entries: readonly TreeEntry[]): readonly (readonly FileEntry[])[] {
  const files = entries.filter((entry): entry is FileEntry => entry.type === 'file').sort(byPath);
  const large = new Set(
    files
      .filter(({ size }) => size >= LARGE_BYTES)
      .sort((a, b) => b.size - a.size || byPath(a, b))
      .slice(0, MAX_LARGE),
  );
  const buckets = Array.from({ length: BUCKETS }, (): FileEntry[] => []);
  const alone: FileEntry[][] = [];
  for (const file of files) {
    if (large.has(file)) alone.push([file]);
    else buckets[bucketOf(file.path)]?.push(file);
  }
  return [...buckets.filter((bucket) => bucket.length > 0), ...alone];
}

function bucketOf(path: string): number {
  return createHash('sha256').update(path).digest().readUInt32BE(0) % BUCKETS;
}

function byPath(a: FileEntry, b: FileEntry): number {
  return a.path < b.path ? -1 : 1;
}
