import { createPace } from './pace.js';
import type { PackageEntry } from './package-entries.js';

const BLOCK = 512;

/** Small blocks are handed on together. */
const PIECE_BYTES = 131_072;

/** Bytes of a name in the old header; a longer one, and what is no ASCII, goes into a header of pax(1). */
const MAX_NAME = 100;

/** Sizes above it do not fit into the old header's eleven octal digits. */
const MAX_SIZE = 0o77777777777;

const MAX_ID = 0o7777777;

const TYPE_FLAGS = { file: '0', folder: '5', link: '2' } as const;

/** The entries as a tar archive, ustar with pax headers where they are needed, every time set to `mtime`. */
export async function* tarStream(entries: readonly PackageEntry[], mtime: number): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for await (const block of tarBlocks(entries, mtime)) {
    pending.push(block);
    bytes += block.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  yield Buffer.concat(pending);
}

async function* tarBlocks(entries: readonly PackageEntry[], mtime: number): AsyncGenerator<Buffer> {
  const pace = createPace(undefined);
  for (const entry of entries) {
    await pace();
    yield* headersOf(entry, mtime);
    if (entry.type !== 'file' || entry.sameAs !== undefined) continue;
    yield* entry.content?.() ?? [];
    yield Buffer.alloc((BLOCK - (entry.size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function headersOf(entry: PackageEntry, mtime: number): Buffer[] {
  const name = entry.type === 'folder' ? `${entry.path}/` : entry.path;
  const linkName = entry.sameAs ?? entry.target ?? '';
  const size = entry.type === 'file' && entry.sameAs === undefined ? entry.size : 0;
  const records = [
    ...(fitsName(name) ? [] : [paxRecord('path', name)]),
    ...(fitsName(linkName) ? [] : [paxRecord('linkpath', linkName)]),
    ...(size > MAX_SIZE ? [paxRecord('size', String(size))] : []),
    ...(entry.uid > MAX_ID ? [paxRecord('uid', String(entry.uid))] : []),
    ...(entry.gid > MAX_ID ? [paxRecord('gid', String(entry.gid))] : []),
  ];
  const flag = entry.sameAs === undefined ? TYPE_FLAGS[entry.type] : '1';
  const own = header({ ...entry, name, linkName, size, flag, mtime });
  if (records.length === 0) return [own];
  const pax = Buffer.concat(records);
  const paxHeader = header({
    name: 'PaxHeader',
    linkName: '',
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: 'root',
    group: 'root',
    size: pax.length,
    flag: 'x',
    mtime,
  });
  return [paxHeader, pax, Buffer.alloc((BLOCK - (pax.length % BLOCK)) % BLOCK), own];
}

function fitsName(name: string): boolean {
  return Buffer.byteLength(name) <= MAX_NAME && /^[\u0020-\u007e]*$/.test(name);
}

/** `length key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

interface HeaderFields extends Pick<PackageEntry, 'mode' | 'uid' | 'gid' | 'user' | 'group' | 'size'> {
  readonly name: string;
  readonly linkName: string;
  readonly flag: string;
  readonly mtime: number;
}

/** The header of POSIX.1-1988, "ustar". */
function header(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK);
  const text = (value: string, at: number, length: number) =>
    block.write(value.slice(0, length), at, length, 'latin1');
  const octal = (value: number, at: number, length: number) =>
    text(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length);
  block.write(fields.name, 0, MAX_NAME, 'utf8');
  octal(fields.mode, 100, 8);
  octal(Math.min(fields.uid, MAX_ID), 108, 8);
  octal(Math.min(fields.gid, MAX_ID), 116, 8);
  octal(Math.min(fields.size, MAX_SIZE), 124, 12);
  octal(fields.mtime, 136, 12);
  text('        ', 148, 8);
  text(fields.flag, 156, 1);
  block.write(fields.linkName, 157, MAX_NAME, 'utf8');
  text('ustar\u000000', 257, 8);
  text(fields.user, 265, 31);
  text(fields.group, 297, 31);
  octal(0, 329, 8);
  octal(0, 337, 8);
  let sum = 0;
  for (const byte of block) sum += byte;
  text(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return block;
}
