import { expect, test } from 'vitest';
import { compressionOfBytes } from '../../../src/extract/compression/compression.js';

const ZSTD = '28b52ffd';

/** A frame that decoders skip, as pzstd has one at the beginning. */
function skippable(bytes: number, magic = '502a4d18'): string {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes);
  return magic + size.toString('hex') + '00'.repeat(bytes);
}

test.each([
  [ZSTD, 'zstd'],
  [skippable(4) + ZSTD, 'zstd'],
  [skippable(0, '5f2a4d18') + skippable(7) + ZSTD, 'zstd'],
  [`${skippable(4)}04224d18`, 'lz4'],
  // gzip has no such frames.
  [`${skippable(4)}1f8b`, undefined],
  [skippable(4), undefined],
  ['502a4d18ffffffff', undefined],
  ['502a4d18', undefined],
  ['', undefined],
])('a file that begins with %s is %s', (hex, compression) => {
  expect(compressionOfBytes(Buffer.from(hex, 'hex'))).toBe(compression);
});
