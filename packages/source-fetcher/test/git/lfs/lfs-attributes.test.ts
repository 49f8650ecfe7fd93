import { expect, test } from 'vitest';
import { isLfsFile, readLfsRules } from '../../../src/git/lfs/lfs-attributes.js';

test.each([
  ['*.bin filter=lfs diff=lfs merge=lfs -text', true],
  ['*.bin diff=lfs filter=lfs\r', true],
  ['# *.bin filter=lfs', false],
  ['[attr]big filter=lfs', false],
  ['*.bin filter=lfs\n*.bin -filter', false],
  ['*.bin filter=lfs\n*.bin !filter', false],
  ['*.bin filter=lfs\n*.bin filter=other', false],
  ['*.bin filter', false],
  ['*.bin xfilter=lfs', false],
])('%j says of a.bin: %s', (text, isLfs) => {
  expect(isLfsFile('a.bin', readLfsRules('', text))).toBe(isLfs);
});

test('a rule holds below its folder alone', () => {
  const rules = readLfsRules('data/', '*.bin filter=lfs');
  expect(isLfsFile('data/x/a.bin', rules)).toBe(true);
  expect(isLfsFile('a.bin', rules)).toBe(false);
});
