import { describe, expect, test } from 'vitest';
import { vercmp } from '../src/index.js';

/** Verdicts that pacman's own `vercmp` gives. */
const OLDER_FIRST: [string, string][] = [
  ['1.0', '1.1'],
  ['1.9', '1.10'],
  ['1.0a', '1.0.a'],
  ['1.0rc1', '1.0'],
  ['1.0', '1.0.a'],
  ['1.0', '1.0.'],
  ['1.0', '1.0.rc1'],
  ['1.0', '1.0~rc1'],
  ['2', '1:1'],
  ['r9', 'r10'],
  ['r10.abc', '1'],
  ['1a', '1'],
  ['1a1', '1'],
  ['1.a', '1.1'],
  ['-1', '0'],
  ['2_a', '2___a'],
  ['1.9', '1..0'],
  ['1.0-1', '1.0-2'],
  ['A', 'a'],
];
const EQUAL: [string, string][] = [
  ['1.0', '1.0'],
  ['1.0-1', '1.0'],
  ['001', '1'],
  ['1.0-', '1.0'],
  [':1', '1'],
  ['2.0', '2_0'],
  ['1.0+r3', '1.0.r3'],
  ['1.', '1...'],
  ['0:1', '1'],
];

describe('vercmp', () => {
  test.each(OLDER_FIRST)('%s is older than %s', (older, newer) => {
    expect([vercmp(older, newer), vercmp(newer, older)]).toEqual([-1, 1]);
  });

  test.each(EQUAL)('%s equals %s', (a, b) => {
    expect([vercmp(a, b), vercmp(b, a)]).toEqual([0, 0]);
  });

  test('an epoch must stand before the first colon', () => {
    expect(vercmp('a:1', '1')).toBe(-1);
  });
});
