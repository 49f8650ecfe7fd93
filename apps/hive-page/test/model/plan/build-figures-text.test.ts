import { expect, test } from 'vitest';
import { buildFiguresText } from '../../../src/model/plan/build-figures-text.js';

test('what a build took here goes before what it took elsewhere', () => {
  const lastBuild = {
    version: '1.9',
    milliseconds: 302_000,
    cpuMilliseconds: 1,
    peakMemoryBytes: 1.07 * 2 ** 30,
  };
  const buildSeen = { seconds: 338, by: 'hand', note: 'on two loaded cores' } as const;
  expect(buildFiguresText({ lastBuild, buildSeen })).toBe(
    '5 min 02 s and 1.1 GiB of memory, version 1.9 on this machine',
  );
  expect(buildFiguresText({ buildSeen })).toBe('5 min 38 s elsewhere: tried by hand, on two loaded cores');
  expect(buildFiguresText({})).toBeUndefined();
});
