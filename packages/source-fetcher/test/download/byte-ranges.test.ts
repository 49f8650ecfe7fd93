import { describe, expect, test } from 'vitest';
import { createByteRanges, cutRanges } from '../../src/download/byte-ranges.js';

describe('createByteRanges', () => {
  test('merges what touches or overlaps, and names the gaps', () => {
    const ranges = createByteRanges([{ start: 10, end: 20 }]);
    ranges.add({ start: 30, end: 40 });
    ranges.add({ start: 0, end: 0 });
    expect(ranges.toJSON()).toStrictEqual([
      { start: 10, end: 20 },
      { start: 30, end: 40 },
    ]);
    expect(ranges.gaps(50)).toStrictEqual([
      { start: 0, end: 10 },
      { start: 20, end: 30 },
      { start: 40, end: 50 },
    ]);
    expect([ranges.endFrom(0), ranges.endFrom(10), ranges.endFrom(19), ranges.endFrom(20)]).toStrictEqual([
      0, 20, 20, 20,
    ]);
    ranges.add({ start: 20, end: 30 });
    expect(ranges.toJSON()).toStrictEqual([{ start: 10, end: 40 }]);
    ranges.add({ start: 0, end: 50 });
    expect([ranges.total(), ranges.gaps(50)]).toStrictEqual([50, []]);
  });

  test('of what no byte is there, all is a gap', () => {
    expect(createByteRanges().gaps(5)).toStrictEqual([{ start: 0, end: 5 }]);
    expect(createByteRanges().gaps(0)).toStrictEqual([]);
  });
});

test('cutRanges cuts into pieces of at most so many bytes', () => {
  expect(
    cutRanges(
      [
        { start: 5, end: 15 },
        { start: 20, end: 22 },
      ],
      4,
    ),
  ).toStrictEqual([
    { start: 5, end: 9 },
    { start: 9, end: 13 },
    { start: 13, end: 15 },
    { start: 20, end: 22 },
  ]);
});
