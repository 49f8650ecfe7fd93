import { parseSource } from '@rbee/pkgbuild-parser';
import { expect, test } from 'vitest';
import { checkContent } from '../../src/index.js';
import type { SourceRequest } from '../../src/types.js';

const ABC = Buffer.from('abc');
const SHA256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

function request(checksums: SourceRequest['checksums']): SourceRequest {
  return { source: parseSource('a'), checksums };
}

test('bytes with the checksums that are named pass', () => {
  const both = request({ sha256: SHA256.toUpperCase(), md5: '900150983cd24fb0d6963f7d28e17f72' });
  expect(() => checkContent(both, ABC)).not.toThrow();
  expect(() => checkContent(request({ sha256: 'SKIP' }), ABC)).not.toThrow();
});

test.each([
  ['CHECKSUM_MISMATCH', { sha256: SHA256, md5: '0'.repeat(32) }],
  ['CHECKSUM_MISSING', {}],
  ['CHECKSUM_MALFORMED', { sha256: 'abc123...' }],
])('%s', (code, checksums) => {
  expect(() => checkContent(request(checksums), ABC)).toThrow(expect.objectContaining({ code }));
});
