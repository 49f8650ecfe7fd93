import { expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatElapsed,
  formatMemory,
  formatMoment,
  formatTimeOfDay,
  plural,
  remainingMilliseconds,
} from '../../src/model/format.js';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_951, '10 kB'],
  [999_499, '999 kB'],
  [999_600, '1.0 MB'],
  [4_200_000_000, '4.2 GB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it('memory is told in powers of two', () => {
  expect(formatMemory(24 * 2 ** 30)).toBe('24 GiB');
  expect(formatMemory(1.5 * 2 ** 30)).toBe('1.5 GiB');
});

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [65_000, '1 min 05 s'],
  [3_599_600, '1 h 00 min'],
  [7_380_000, '2 h 03 min'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

it.each([
  [-5, '0:00.0'],
  [3_299, '0:03.2'],
  [59_999, '0:59.9'],
  [725_000, '12:05.0'],
  [3_723_450, '1:02:03.4'],
  [180_000_000, '50:00:00.0'],
])('%d milliseconds after the start it is %s', (milliseconds, text) => {
  expect(formatElapsed(milliseconds)).toBe(text);
});

it('tells a moment in the zone of the reader', () => {
  const noon = new Date(2026, 10, 20, 12, 4, 5, 67).getTime();
  expect(formatTimeOfDay(noon)).toBe('12:04:05.067');
  expect(formatMoment(noon)).toMatch(/^20 Nov 2026, 12:04:05\.067 \S+/);
});

const NOW = Date.parse('2026-11-20T12:00:00Z');
it.each([
  ['2026-11-20T11:59:55Z', 'just now'],
  ['2026-11-20T11:59:15Z', '45 seconds ago'],
  ['2026-11-20T11:55:00Z', '5 minutes ago'],
  ['2026-11-19T10:00:00Z', 'yesterday'],
  ['2024-10-01T10:00:00Z', '2 years ago'],
  ['no time', 'no time'],
])('%s was %s', (iso, text) => {
  expect(formatAgo(iso, NOW)).toBe(text);
});

it('says how long a download needs where size and rate are known', () => {
  const source = { receivedBytes: 100, totalBytes: 300, bytesPerSecond: 50 };
  expect(remainingMilliseconds(source)).toBe(4000);
  expect(remainingMilliseconds({ ...source, receivedBytes: 400 })).toBe(0);
  expect(remainingMilliseconds({ ...source, totalBytes: undefined })).toBeUndefined();
  expect(remainingMilliseconds({ ...source, bytesPerSecond: 0 })).toBeUndefined();
});

it('counts', () => {
  expect(plural(1, 'line')).toBe('1 line');
  expect(plural(1_234_567, 'line')).toBe('1,234,567 lines');
});
