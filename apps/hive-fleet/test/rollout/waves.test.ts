import { expect, test } from 'vitest';
import { wavesOf } from '../../src/rollout/waves.js';

test('the canary first, then so many at once, and every hive once', () => {
  expect(wavesOf(['a', 'b', 'c', 'd', 'e'], { canary: 1, wave: '50%' })).toEqual([
    ['a'],
    ['b', 'c', 'd'],
    ['e'],
  ]);
  expect(wavesOf(['a', 'b', 'c', 'd', 'e'], { canary: 2, wave: 1 })).toEqual([
    ['a', 'b'],
    ['c'],
    ['d'],
    ['e'],
  ]);
  expect(wavesOf(['a'], { canary: 3, wave: '1%' })).toEqual([['a']]);
  expect(wavesOf([], { canary: 1, wave: '50%' })).toEqual([]);
});
