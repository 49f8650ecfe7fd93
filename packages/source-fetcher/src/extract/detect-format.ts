import type { Compression } from './compression/compression.js';

/** What a file is, by its first bytes. */
export type ArchiveFormat =
  | { readonly type: 'tar' }
  | { readonly type: 'zip' }
  | { readonly type: 'ar' }
  /** Of the "new" kind. */
  | { readonly type: 'cpio' }
  /** One that the system's bsdtar unpacks. */
  | { readonly type: 'other'; readonly name: string; readonly isCpio: boolean }
  /** A single compressed file. */
  | { readonly type: 'compressed'; readonly compression: Compression }
  /** One that is not unpacked by anything here. */
  | { readonly type: 'refused'; readonly name: string }
  | { readonly type: 'plain' };

const TAR_BLOCK = 512;

interface Magic {
  readonly name: string;
  readonly hex: string;
  readonly at?: number;
  readonly type?: 'zip' | 'ar' | 'cpio' | 'refused';
  /** Whether libarchive finds a cpio archive in it, whose links would get lost in a tar. */
  readonly isCpio?: boolean;
}

/** Formats that makepkg unpacks, by the bytes at an offset. */
const ARCHIVES: readonly Magic[] = [
  { name: 'a zip archive', hex: '504b0304', type: 'zip' },
  { name: 'an empty zip archive', hex: '504b0506', type: 'zip' },
  { name: 'a 7z archive', hex: '377abcaf271c' },
  { name: 'a rar archive', hex: '526172211a07' },
  { name: 'an ar archive (.deb, .a)', hex: '213c617263683e0a', type: 'ar' },
  { name: 'an rpm package', hex: 'edabeedb', isCpio: true },
  { name: 'a cpio archive', hex: '303730373031', type: 'cpio' },
  { name: 'a cpio archive', hex: '303730373032', type: 'cpio' },
  { name: 'a cpio archive', hex: '303730373037', isCpio: true },
  { name: 'a cabinet archive', hex: '4d53434600000000' },
  { name: 'a xar archive', hex: '78617221' },
  { name: 'an ISO 9660 image', hex: '4344303031', at: 32_769 },
  // It may name any file of this machine as its content.
  { name: 'an mtree specification', hex: '236d74726565', type: 'refused' },
];

/** The format that a file's first bytes tell of, or those inside a compression. */
export function formatOf(head: Buffer, compression: Compression | undefined): ArchiveFormat | undefined {
  if (isTar(head)) return { type: 'tar' };
  const known = ARCHIVES.find(({ hex, at = 0 }) => head.toString('hex', at, at + hex.length / 2) === hex);
  if (known === undefined) return undefined;
  if (known.type === 'refused') return { type: 'refused', name: known.name };
  if (known.type === 'ar' || known.type === 'cpio') return { type: known.type };
  // A zip's index is at its end, which only a program reads through a compression.
  if (known.type === 'zip' && compression === undefined) return { type: 'zip' };
  return {
    type: 'other',
    isCpio: known.isCpio ?? false,
    name: compression === undefined ? known.name : `${known.name}, compressed with ${compression}`,
  };
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
