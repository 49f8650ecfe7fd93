import { expect, test } from 'vitest';
import { formatBytes } from '../src/output/format-bytes.js';
import { formatDuration } from '../src/output/format-duration.js';
import { formatTable } from '../src/output/format-table.js';
import { printable } from '../src/output/printable.js';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
  [2048 * 1024 ** 4, '2048.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 s'],
  [59_499, '59 s'],
  [59_500, '1:00'],
  [125_000, '2:05'],
  [3_599_400, '59:59'],
  [3_665_000, '1:01:05'],
  [90_000_000, '25:00:00'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('a table keeps its columns under each other', async () => {
  expect(await formatTable([['id', 'size'], ['longer', '1'], ['x']])).toEqual([
    'id      size',
    'longer  1',
    'x',
  ]);
  expect(await formatTable([])).toEqual([]);
  expect(
    await formatTable([
      ['日本', '1'],
      ['👩‍🚀', '2'],
      ['é', '3'],
      ['\u001b[1mab\u001b[0mcd', '4'],
    ]),
  ).toEqual(['日本  1', '👩‍🚀    2', 'é     3', '\u001b[1mab\u001b[0mcd  4']);
});

test.each([
  ['tab\tstays', 'tab\tstays'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['a\u0000\u0008\u007f\u009b\u202eb', 'ab'],
  ['Grüße 🐝', 'Grüße 🐝'],
])('%j is printed as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
