import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pathBytes } from './read-tree.js';

/** A checked-out file, as git's index remembers it. */
export interface IndexEntry {
  /** Its bytes, a character for each. */
  readonly path: string;
  /** Such as `100644`. */
  readonly mode: string;
  readonly oid: string;
  readonly stats: Stats;
}

const FIXED_BYTES = 62;
const MAX_FLAG_LENGTH = 0xfff;

/** Writes an index of version 2, gitformat-index(5), so that `git status` and `git describe --dirty` are right. */
export async function writeIndex(file: string, entries: readonly IndexEntry[]): Promise<void> {
  const header = Buffer.alloc(12);
  header.write('DIRC');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(entries.length, 8);
  const sorted = entries
    .map((entry) => ({ entry, name: pathBytes(entry.path) }))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  const body = Buffer.concat([header, ...sorted.map(({ entry, name }) => encodeEntry(entry, name))]);
  const checksum = createHash('sha1').update(body).digest();
  await writeFile(file, Buffer.concat([body, checksum]), { flag: 'wx' });
}

function encodeEntry({ mode, oid, stats }: IndexEntry, name: Buffer): Buffer {
  const padded = Math.ceil((FIXED_BYTES + name.length + 1) / 8) * 8;
  const bytes = Buffer.alloc(padded);
  const numbers = statNumbers({ ...stats, mode: Number.parseInt(mode, 8) });
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number % 2 ** 32, index * 4);
  bytes.write(oid, 40, 'hex');
  bytes.writeUInt16BE(Math.min(name.length, MAX_FLAG_LENGTH), 60);
  name.copy(bytes, FIXED_BYTES);
  return bytes;
}

/** What an entry begins with. */
export function statNumbers(
  stats: Pick<Stats, 'ctimeMs' | 'mtimeMs' | 'dev' | 'ino' | 'mode' | 'uid' | 'gid' | 'size'>,
): readonly number[] {
  const { ctimeMs, mtimeMs, dev, ino, mode, uid, gid, size } = stats;
  return [...timestamp(ctimeMs), ...timestamp(mtimeMs), dev, ino, mode, uid, gid, size];
}

function timestamp(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.floor((milliseconds - seconds * 1000) * 1_000_000)];
}
