import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Checksums } from '../../src/index.js';
import {
  assertWellFormedChecksums,
  createDigester,
  mismatches,
  verifyDigests,
} from '../../src/integrity/integrity.js';
import { hexDigest, request } from '../support/workspace.js';

const BYTES = Buffer.from('some bytes');
const TOOLS = {
  ck: 'cksum',
  md5: 'md5sum',
  sha1: 'sha1sum',
  sha224: 'sha224sum',
  sha256: 'sha256sum',
  sha384: 'sha384sum',
  sha512: 'sha512sum',
  b2: 'b2sum',
} as const;
type Algorithm = keyof typeof TOOLS;
const ALGORITHMS = Object.keys(TOOLS) as Algorithm[];

function digestsOf(bytes: Uint8Array) {
  const digester = createDigester(ALGORITHMS);
  digester.update(bytes);
  return digester.digests();
}

test('every digest is that of the tool of its name', () => {
  const expected = ALGORITHMS.map((algorithm) => [
    algorithm,
    String(execFileSync(TOOLS[algorithm], { input: BYTES })).split(' ')[0],
  ]);
  expect(digestsOf(BYTES)).toEqual(Object.fromEntries(expected));
});

describe('verifyDigests', () => {
  test('all that are given are compared, letters in either case', () => {
    const checksums: Checksums = { md5: hexDigest('md5', BYTES).toUpperCase(), sha1: '0'.repeat(40) };
    expect(mismatches(checksums, digestsOf(BYTES))).toEqual([
      `sha1 is ${hexDigest('sha1', BYTES)} instead of ${'0'.repeat(40)}`,
    ]);
  });

  test('one SKIP does not excuse the others', () => {
    const asked = request('a', { checksums: { md5: 'SKIP', sha256: '0'.repeat(64) } });
    expect(() => verifyDigests(asked, digestsOf(BYTES))).toThrow(
      expect.objectContaining({
        code: 'CHECKSUM_MISMATCH',
        message: `'a' is not what the PKGBUILD says: its sha256 is ${hexDigest('sha256', BYTES)} instead of ${'0'.repeat(64)}.`,
      }),
    );
  });

  test('says whether anything was verified', () => {
    const verified = request('a', { checksums: { md5: 'SKIP', sha1: hexDigest('sha1', BYTES) } });
    expect(verifyDigests(verified, digestsOf(BYTES))).toBe('checksum');
    expect(verifyDigests(request('a', { checksums: { md5: 'SKIP' } }), digestsOf(BYTES))).toBe('skipped');
  });
});

describe('assertWellFormedChecksums', () => {
  test.each([
    ['sha256', 'abc123...', '64 hexadecimal digits'],
    ['sha256', 'skip', '64 hexadecimal digits'],
    ['sha256', '', '64 hexadecimal digits'],
    ['md5', 'g'.repeat(32), '32 hexadecimal digits'],
    ['b2', '0'.repeat(127), '128 hexadecimal digits'],
    ['ck', '4294967296', 'a decimal number below 4294967296'],
    ['ck', 'ab', 'a decimal number below 4294967296'],
    ['toString', '0', 'one of ck, md5, sha1, sha224, sha256, sha384, sha512, b2'],
  ])('refuses %s %j', (algorithm, value, expected) => {
    expect(() => assertWellFormedChecksums(request('f', { checksums: { [algorithm]: value } }))).toThrow(
      expect.objectContaining({
        code: 'CHECKSUM_MALFORMED',
        message: `The ${algorithm} checksum of 'f' is '${value}', but it must be ${expected}.`,
      }),
    );
  });

  test.each([{}, { sha256: undefined }])('refuses none at all: %j', (checksums) => {
    expect(() => assertWellFormedChecksums(request('f', { checksums: checksums as Checksums }))).toThrow(
      expect.objectContaining({ code: 'CHECKSUM_MISSING', message: "The source 'f' has no checksum." }),
    );
  });

  test('accepts SKIP and digests', () => {
    const checksums = { ck: '4294967295', md5: 'A'.repeat(32), sha256: 'SKIP' };
    expect(assertWellFormedChecksums(request('f', { checksums }))).toBeUndefined();
  });
});
