const BLOCK = 512;
const MAX_NAME = 100;
const MAX_LINK = 100;
const MAX_OCTAL_SIZE = 8 ** 11 - 1;

/** An entry of a tar that is the same wherever and whenever it is written: no owner, no time. */
export type TarEntry =
  | { readonly type: 'file'; readonly path: string; readonly mode: number; readonly size: number }
  | { readonly type: 'folder'; readonly path: string; readonly mode: number }
  | { readonly type: 'link'; readonly path: string; readonly target: string };

const FLAGS = { file: '0', link: '2', folder: '5' } as const;

/** The header of an entry, with an extended one (pax) before it where a name is long. */
export function tarHeader(entry: TarEntry): Buffer {
  const name = entry.type === 'folder' ? `${entry.path}/` : entry.path;
  const target = entry.type === 'link' ? entry.target : '';
  const size = entry.type === 'file' ? entry.size : 0;
  const records = [
    ...(Buffer.byteLength(name) > MAX_NAME ? [paxRecord('path', name)] : []),
    ...(Buffer.byteLength(target) > MAX_LINK ? [paxRecord('linkpath', target)] : []),
    ...(size > MAX_OCTAL_SIZE ? [paxRecord('size', String(size))] : []),
  ];
  const header = block({
    ...{ name, target, flag: FLAGS[entry.type], mode: entry.type === 'link' ? 0o777 : entry.mode },
    size: Math.min(size, MAX_OCTAL_SIZE),
  });
  if (records.length === 0) return header;
  const content = Buffer.concat(records);
  const extended = block({ name: 'pax', target: '', flag: 'x', mode: 0o644, size: content.length });
  return Buffer.concat([extended, content, padding(content.length), header]);
}

/** What fills a file's last block. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What a tar ends with. */
export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK);

interface HeaderFields {
  readonly name: string;
  readonly target: string;
  readonly flag: string;
  readonly mode: number;
  readonly size: number;
}

function block({ name, target, flag, mode, size }: HeaderFields): Buffer {
  const header = Buffer.alloc(BLOCK);
  put(header, cut(name, MAX_NAME), 0);
  put(header, octal(mode & 0o7777, 7), 100);
  put(header, octal(0, 7), 108);
  put(header, octal(0, 7), 116);
  put(header, octal(size, 11), 124);
  put(header, octal(0, 11), 136);
  put(header, '        ', 148);
  put(header, flag, 156);
  put(header, cut(target, MAX_LINK), 157);
  put(header, 'ustar\u000000', 257);
  let sum = 0;
  for (const byte of header) sum += byte;
  put(header, `${octal(sum, 6)}\u0000 `, 148);
  return header;
}

function put(header: Buffer, text: string | Buffer, at: number): void {
  Buffer.from(text).copy(header, at);
}

function cut(text: string, bytes: number): Buffer {
  return Buffer.from(text).subarray(0, bytes);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** Its length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
