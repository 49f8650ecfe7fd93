import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createCksum } from '../../src/integrity/cksum.js';

test.each([0, 1, 3, 255, 256, 65_537])('agrees with cksum(1) on %i bytes', (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 7 + 3) % 256));
  const cksum = createCksum();
  cksum.update(bytes.subarray(0, 100));
  cksum.update(bytes.subarray(100));
  expect(cksum.digest()).toBe(String(execFileSync('cksum', { input: bytes })).split(' ')[0]);
});
