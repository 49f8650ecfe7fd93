import { describe, expect, test } from 'vitest';
import { countsIn, createProgressReader } from '../../src/output/build-progress.js';

describe('the counts of a build', () => {
  test.each([
    ['[54/203] Building CXX object src/a.cpp.o', { done: 54, total: 203 }],
    ['[  7%] Building CXX object src/a.cpp.o', { done: 7, total: 100 }],
    ['[100%] Built target llama-server', { done: 100, total: 100 }],
    ['    Building [=====>        ] 12/203: candle-core', { done: 12, total: 203 }],
  ])('%s', (line, counts) => {
    expect(countsIn(line)).toEqual(counts);
  });

  test.each([
    '[54/20] more than all',
    'src/a[1/2] x',
    '[0/0] nothing',
    '[a/b] x',
    '   Compiling serde v1.0.0',
  ])('none are in %s', (line) => {
    expect(countsIn(line)).toBeUndefined();
  });
});

test('the time that is left is told once it can be, and a second run is timed by itself', () => {
  const read = createProgressReader();
  expect(read('[1/100] a', 0)).toEqual({ done: 1, total: 100 });
  expect(read('[1/100] a again', 500)).toBeUndefined();
  expect(read('warning: something', 900)).toBeUndefined();
  expect(read('[2/100] b', 1_000)).toEqual({ done: 2, total: 100 });
  expect(read('[11/100] c', 10_000)).toEqual({ done: 11, total: 100, secondsLeft: 89 });
  expect(read('[1/10] other', 11_000)).toEqual({ done: 1, total: 10 });
  expect(read('[10/10] other', 29_000)).toEqual({ done: 10, total: 10, secondsLeft: 0 });
});
