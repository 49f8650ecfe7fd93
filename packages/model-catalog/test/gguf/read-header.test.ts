import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isModelCatalogError, readModelFacts } from '../../src/index.js';

async function read(bytes: Uint8Array, limits = {}) {
  const file = path.join(await useTempDir(), 'model.gguf');
  await writeFile(file, bytes);
  return readModelFacts(file, { limits });
}

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const head = (tensors: bigint, keys: bigint) => [Buffer.from('GGUF'), u32(3), u64(tensors), u64(keys)];
const key = (name: string) => [u64(BigInt(name.length)), Buffer.from(name)];
const huge = 2n ** 64n - 1n;

describe('a hostile header', () => {
  test.each([
    ['nothing', [], 'it ends before its header does'],
    ['another format', [Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)], 'it does not begin with GGUF'],
    ['an old version', [Buffer.from('GGUF'), u32(1), Buffer.alloc(16)], 'its version is 1'],
    ['big-endian numbers', [Buffer.from('GGUF'), Buffer.from([0, 0, 0, 3]), Buffer.alloc(16)], 'big-endian'],
    ['a key of no end', [...head(0n, 1n), u64(huge)], 'a name in it is longer than 65535 bytes'],
    ['a text of no end', [...head(0n, 1n), ...key('a'), u32(8), u64(huge)], 'it ends before its header does'],
    [
      'an array of no end',
      [...head(0n, 1n), ...key('a'), u32(9), u32(4), u64(huge)],
      'it ends before its header does',
    ],
    [
      'an array of texts that are not there',
      [...head(0n, 1n), ...key('a'), u32(9), u32(8), u64(2n ** 40n), Buffer.alloc(64)],
      'it ends before its header does',
    ],
    ['an unknown type', [...head(0n, 1n), ...key('a'), u32(77), Buffer.alloc(8)], 'unknown type 77'],
    ['a cut', [tinyGguf().subarray(0, 1000)], 'it ends before its header does'],
    ['no architecture', [...head(0n, 0n)], 'it does not say which architecture'],
    [
      'a tensor of no end',
      [...head(1n, 0n), ...key('t'), u32(2), u64(2n ** 40n), u64(2n ** 40n), u32(0), u64(0n)],
      'larger than any memory',
    ],
    ['a tensor of many dimensions', [...head(1n, 0n), ...key('t'), u32(2 ** 31)], 'dimensions'],
  ] as const)('%s is INVALID_MODEL', async (_, parts, message) => {
    await expect(read(Buffer.concat(parts))).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['keys', Buffer.concat(head(0n, huge)), {}],
    ['tensors', Buffer.concat(head(huge, 0n)), {}],
    ['bytes', tinyGguf(), { headerBytes: 1000 }],
    [
      'arrays in arrays',
      Buffer.concat([
        ...head(0n, 1n),
        ...key('a'),
        u32(9),
        ...Array.from({ length: 9 }, () => [u32(9), u64(1n)]).flat(),
      ]),
      {},
    ],
  ])('too many %s is LIMIT', async (_, bytes, limits) => {
    await expect(read(bytes, limits)).rejects.toMatchObject({ code: 'LIMIT' });
  });

  test('whichever byte is changed, it is read or refused, soon', { timeout: 60_000 }, async () => {
    const whole = tinyGguf();
    const headerBytes = 8_500;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(headerBytes), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const outcome = await read(bytes).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(outcome === undefined || isModelCatalogError(outcome)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
