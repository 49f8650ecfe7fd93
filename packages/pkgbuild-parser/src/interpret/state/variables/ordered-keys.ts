import type { AssociativeArray } from './variable.js';

const FIRST_BUCKETS = 1024;

const MOST_PER_BUCKET = 2;

const GROWTH = 4;

/** The keys in the order in which bash's hash table lists them, as in `"${!map[@]}"`. */
export function orderedKeys(map: AssociativeArray): string[] {
  let size = FIRST_BUCKETS;
  let buckets = new Map<number, Entry[]>();
  let count = 0;
  for (const key of map.keys()) {
    if (count >= size * MOST_PER_BUCKET) {
      size *= GROWTH;
      buckets = regrown(buckets, size);
    }
    add(buckets, { key, hash: hashOf(key) }, size);
    count += 1;
  }
  return inOrder(buckets).map(({ key }) => key);
}

interface Entry {
  readonly key: string;
  readonly hash: number;
}

/** Newest first within a bucket. Held in reverse here: the end of the list is the head. */
function add(buckets: Map<number, Entry[]>, entry: Entry, size: number): void {
  const index = entry.hash & (size - 1);
  const bucket = buckets.get(index);
  if (bucket === undefined) buckets.set(index, [entry]);
  else bucket.push(entry);
}

function regrown(buckets: Map<number, Entry[]>, size: number): Map<number, Entry[]> {
  const grown = new Map<number, Entry[]>();
  for (const entry of inOrder(buckets)) add(grown, entry, size);
  return grown;
}

function inOrder(buckets: ReadonlyMap<number, readonly Entry[]>): Entry[] {
  const indices = [...buckets.keys()].sort((first, second) => first - second);
  return indices.flatMap((index) => [...(buckets.get(index) ?? [])].reverse());
}

const OFFSET = 2_166_136_261;

const PRIME = 16_777_619;

/** FNV-1 over the UTF-8 bytes as signed characters. */
function hashOf(key: string): number {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(key)) {
    hash = Math.imul(hash, PRIME) ^ ((byte << 24) >> 24);
  }
  return hash >>> 0;
}
