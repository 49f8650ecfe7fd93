import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** What a file is, by its first bytes. */
export type ArchiveFormat =
  | { readonly type: 'tar'; readonly isCompressed: boolean }
  /** A single file compressed with gzip. */
  | { readonly type: 'gzip' }
  | { readonly type: 'unsupported'; readonly name: string }
  | { readonly type: 'plain' };

const TAR_BLOCK = 512;
const HEAD_BYTES = 64 * 1024;

/** Formats that makepkg would unpack and we do not, by the bytes at an offset. */
const UNSUPPORTED: readonly { readonly name: string; readonly hex: string; readonly at?: number }[] = [
  { name: 'a zip archive', hex: '504b0304' },
  { name: 'an empty zip archive', hex: '504b0506' },
  { name: 'compressed with xz', hex: 'fd377a585a00' },
  { name: 'compressed with zstd', hex: '28b52ffd' },
  { name: 'compressed with bzip2', hex: '425a68' },
  { name: 'compressed with lz4', hex: '04224d18' },
  { name: 'compressed with lzip', hex: '4c5a4950' },
  { name: 'compressed with lzma', hex: '5d00008000' },
  { name: 'compressed with compress', hex: '1f9d' },
  { name: 'a 7z archive', hex: '377abcaf271c' },
  { name: 'a rar archive', hex: '526172211a07' },
  { name: 'an ar archive (.deb, .a)', hex: '213c617263683e0a' },
  { name: 'an rpm package', hex: 'edabeedb' },
  { name: 'a cpio archive', hex: '303730373031' },
  { name: 'a cpio archive', hex: '303730373032' },
  { name: 'a cpio archive', hex: '303730373037' },
  { name: 'a cabinet archive', hex: '4d53434600000000' },
  { name: 'a xar archive', hex: '78617221' },
  { name: 'an mtree specification', hex: '236d74726565' },
  { name: 'an ISO 9660 image', hex: '4344303031', at: 32_769 },
];

export async function detectFormat(file: string): Promise<ArchiveFormat> {
  const head = await readHead(file);
  if (!isGzip(head)) return formatOf(head, false);
  const inner = formatOf(await gunzipStart(head), true);
  return inner.type === 'plain' ? { type: 'gzip' } : inner;
}

function formatOf(head: Buffer, isCompressed: boolean): ArchiveFormat {
  if (isTar(head)) return { type: 'tar', isCompressed };
  const known = UNSUPPORTED.find(({ hex, at = 0 }) => {
    const magic = Buffer.from(hex, 'hex');
    return head.subarray(at, at + magic.length).equals(magic);
  });
  return known ? { type: 'unsupported', name: known.name } : { type: 'plain' };
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** A tar header's checksum covers its whole block, so it proves the format, magic or not. */
function isTar(head: Buffer): boolean {
  if (head.length < TAR_BLOCK) return false;
  const block = head.subarray(0, TAR_BLOCK);
  const written = /^[ \0]*([0-7]{1,7})[ \0]*$/.exec(block.toString('latin1', 148, 156))?.[1];
  if (written === undefined) return false;
  let sum = 8 * 0x20;
  for (const [index, byte] of block.entries()) if (index < 148 || index >= 156) sum += byte;
  return sum === Number.parseInt(written, 8) && sum > 8 * 0x20;
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The first bytes of what is inside; nothing when it cannot be decompressed, which unpacking will report. */
async function gunzipStart(head: Buffer): Promise<Buffer> {
  const gunzip = createGunzip();
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = () => {
      gunzip.destroy();
      resolve(Buffer.concat(chunks));
    };
    gunzip.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= HEAD_BYTES) finish();
    });
    gunzip.on('end', finish);
    gunzip.on('error', finish);
    gunzip.end(head);
  });
}
