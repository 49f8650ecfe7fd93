import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '@rbee-internal/system/files';
import { statNumbers } from './write-index.js';

const HEADER_BYTES = 12;
const FIXED_BYTES = 62;
const CHECKSUM_BYTES = 20;
const EXTENDED_FLAG = 0x4000;
/** Of the ten numbers of an entry; the mode is git's own. */
const MODE_AT = 6;

/**
 * Lets an index of version 2 or 3, gitformat-index(5), remember these files as they are now, as if git had written
 * them: so `git status` and `git describe --dirty` do not call them changed. An index of another form is left as it is.
 *
 * @param stats by path: its bytes, a character for each
 */
export async function refreshIndex(file: string, stats: ReadonlyMap<string, Stats>): Promise<void> {
  if (stats.size === 0) return;
  const index = await readFile(file);
  const version = index.readUInt32BE(4);
  if (index.toString('latin1', 0, 4) !== 'DIRC' || (version !== 2 && version !== 3)) return;
  let at = HEADER_BYTES;
  for (let count = index.readUInt32BE(8); count > 0; count -= 1) {
    const flags = index.readUInt16BE(at + FIXED_BYTES - 2);
    const nameAt = at + FIXED_BYTES + (flags & EXTENDED_FLAG ? 2 : 0);
    const end = index.indexOf(0, nameAt);
    const found = stats.get(index.toString('latin1', nameAt, end));
    if (found !== undefined) writeNumbers(index, at, found);
    at += Math.ceil((end - at + 1) / 8) * 8;
  }
  const body = index.subarray(0, -CHECKSUM_BYTES);
  await replaceFile(file, Buffer.concat([body, createHash('sha1').update(body).digest()]), {
    durable: false,
  });
}

function writeNumbers(index: Buffer, at: number, stats: Stats): void {
  for (const [place, number] of statNumbers(stats).entries())
    if (place !== MODE_AT) index.writeUInt32BE(number % 2 ** 32, at + place * 4);
}
