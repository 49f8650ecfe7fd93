import { Buffer } from 'node:buffer';

/** A file, folder, link or submodule of a commit's tree, in the tree's order. */
export interface ArchiveEntry {
  /** Bytes of the path; a folder's or submodule's ends in a slash. */
  readonly path: Buffer;
  readonly mode: 'folder' | 'file' | 'executable' | 'link';
  readonly oid: string;
  /** What is in it; nothing for folders. */
  readonly content: Uint8Array;
}

export interface ArchiveInit {
  readonly commit: string;
  /** The committer's time, in seconds since 1970. */
  readonly seconds: number;
}

const RECORD = 512;
const BLOCK = 20 * RECORD;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** `tar.umask` as git has it by default: 0002. */
const PERMISSIONS = { folder: 0o775, file: 0o664, executable: 0o775, link: 0o777 } as const;
const LARGEST_TIME = 0o77777777777;

/** A tar of a commit, byte for byte as git-archive(1) writes it. */
export async function* writeGitArchive(
  entries: AsyncIterable<ArchiveEntry>,
  { commit, seconds }: ArchiveInit,
): AsyncGenerator<Buffer, void> {
  let length = 0;
  const padded = (bytes: Uint8Array): Buffer => {
    const size = Math.ceil(bytes.length / RECORD) * RECORD;
    length += size;
    return Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
  };
  const time = Math.min(seconds, LARGEST_TIME);
  const comment = Buffer.concat([
    paxRecord('comment', Buffer.from(commit)),
    ...(seconds > LARGEST_TIME ? [paxRecord('mtime', Buffer.from(String(seconds)))] : []),
  ]);
  yield padded(
    header({ name: Buffer.from('pax_global_header'), type: 'g', mode: 0o666, size: comment.length, time }),
  );
  yield padded(comment);
  for await (const entry of entries) for (const part of entryParts(entry, time)) yield padded(part);
  const tail = BLOCK - (length % BLOCK);
  yield Buffer.alloc(tail < 2 * RECORD ? tail + BLOCK : tail);
}

/** An entry's headers and content, each to be padded to whole records. */
function entryParts(entry: ArchiveEntry, time: number): Uint8Array[] {
  const extended: Buffer[] = [];
  const { name, prefix } = splitPath(entry, extended);
  const link = entry.mode === 'link' ? linkName(entry, extended) : undefined;
  const isFile = entry.mode === 'file' || entry.mode === 'executable';
  const size = isFile ? entry.content.length : 0;
  const type = entry.mode === 'folder' ? '5' : entry.mode === 'link' ? '2' : '0';
  const main = header({ name, prefix, link, type, mode: PERMISSIONS[entry.mode], size, time });
  const parts: Uint8Array[] = [];
  if (extended.length > 0) {
    const content = Buffer.concat(extended);
    const paxName = Buffer.from(`${entry.oid}.paxheader`);
    parts.push(header({ name: paxName, type: 'x', mode: 0o666, size: content.length, time }), content);
  }
  parts.push(main);
  if (size > 0) parts.push(entry.content);
  return parts;
}

function splitPath({ path, oid }: ArchiveEntry, extended: Buffer[]): { name: Buffer; prefix?: Buffer } {
  if (path.length <= NAME_BYTES) return { name: path };
  const cut = prefixLength(path);
  const name = path.subarray(cut + 1);
  if (cut > 0 && name.length <= NAME_BYTES) return { name, prefix: path.subarray(0, cut) };
  extended.push(paxRecord('path', path));
  return { name: Buffer.from(`${oid}.data`) };
}

/** Up to the last slash that leaves a prefix that fits; a final slash does not count. */
function prefixLength(path: Buffer): number {
  const end = path.at(-1) === 0x2f ? path.length - 1 : path.length;
  let index = Math.min(end, PREFIX_BYTES);
  do index -= 1;
  while (index > 0 && path[index] !== 0x2f);
  return index;
}

function linkName({ content, oid }: ArchiveEntry, extended: Buffer[]): Uint8Array {
  if (content.length <= NAME_BYTES) return content;
  extended.push(paxRecord('linkpath', Buffer.from(content)));
  return Buffer.from(`see ${oid}.paxheader`);
}

/** `length key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let digits = 1;
  while (String(rest.length + digits).length > digits) digits += 1;
  return Buffer.concat([Buffer.from(String(rest.length + digits)), rest]);
}

interface HeaderInit {
  readonly name: Uint8Array;
  readonly prefix?: Uint8Array | undefined;
  readonly link?: Uint8Array | undefined;
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  readonly time: number;
}

function header({ name, prefix, link, type, mode, size, time }: HeaderInit): Buffer {
  const block = Buffer.alloc(RECORD);
  const octal = (value: number, digits: number, at: number) =>
    block.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  block.set(name, 0);
  octal(mode, 7, 100);
  octal(0, 7, 108);
  octal(0, 7, 116);
  octal(size, 11, 124);
  octal(time, 11, 136);
  block.write(type, 156, 'latin1');
  if (link !== undefined) block.set(link, 157);
  block.write('ustar\x0000', 257, 'latin1');
  block.write('root', 265, 'latin1');
  block.write('root', 297, 'latin1');
  octal(0, 7, 329);
  octal(0, 7, 337);
  if (prefix !== undefined) block.set(prefix, 345);
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  octal(sum, 7, 148);
  block[155] = 0;
  return block;
}
