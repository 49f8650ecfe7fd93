import { open } from 'node:fs/promises';

/** How a file is compressed. */
export type Compression = 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'lzma' | 'lz4' | 'lzip' | 'lzop' | 'compress';

const MAGIC: readonly { readonly compression: Compression; readonly hex: string }[] = [
  { compression: 'gzip', hex: '1f8b' },
  { compression: 'compress', hex: '1f9d' },
  { compression: 'bzip2', hex: '425a68' },
  { compression: 'xz', hex: 'fd377a585a00' },
  { compression: 'zstd', hex: '28b52ffd' },
  { compression: 'lzma', hex: '5d0000' },
  { compression: 'lz4', hex: '04224d18' },
  { compression: 'lzip', hex: '4c5a4950' },
  { compression: 'lzop', hex: '894c5a4f000d0a1a0a' },
];

/** More than any beginning above, with a frame to skip before it. */
const MAGIC_BYTES = 64;

/** Frames that decoders of zstd and lz4 skip (RFC 8878 3.1.2); pzstd begins with one. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPED_BY: ReadonlySet<Compression> = new Set(['zstd', 'lz4']);

/** The compression that a file's first bytes tell of. */
export async function compressionOf(file: string): Promise<Compression | undefined> {
  return compressionOfBytes(await readHead(file, MAGIC_BYTES));
}

export function compressionOfBytes(head: Buffer): Compression | undefined {
  const start = afterSkipped(head);
  const found = MAGIC.find(
    ({ hex }) => head.subarray(start, start + hex.length / 2).toString('hex') === hex,
  )?.compression;
  return start === 0 || (found !== undefined && SKIPPED_BY.has(found)) ? found : undefined;
}

function afterSkipped(head: Buffer): number {
  let at = 0;
  while (at + 8 <= head.length && head.readUInt32LE(at) >>> 4 === SKIPPABLE_MAGIC >>> 4)
    at += 8 + head.readUInt32LE(at + 4);
  return at;
}

/** The first bytes of a file, as many as it has of them. */
export async function readHead(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The extensions under which makepkg decompresses a single file; others it leaves alone. */
const SINGLE_FILE_EXTENSIONS: Readonly<Partial<Record<Compression, readonly string[]>>> = {
  gzip: ['.gz', '.z', '.Z'],
  bzip2: ['.bz2', '.bz'],
  xz: ['.xz'],
  zstd: ['.zst'],
};

export function isSingleFileExtension(compression: Compression, extension: string): boolean {
  return SINGLE_FILE_EXTENSIONS[compression]?.includes(extension) ?? false;
}
