import { expect, test } from 'vitest';
import { LineSplitter } from '../../src/processes/line-splitter.js';

test('makes lines of chunks, wherever they are cut', () => {
  const bytes = Buffer.from('eins\r\n\nzwei ü🐝\ndrei');
  for (let size = 1; size <= bytes.length; size += 1) {
    const splitter = new LineSplitter();
    const lines: string[] = [];
    const buffer = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size) {
      // The same memory for every chunk, as who reads a file does it.
      const length = bytes.copy(buffer, 0, at, at + size);
      lines.push(...splitter.push(buffer.subarray(0, length)));
    }
    expect([...lines, ...splitter.rest()]).toEqual(['eins', '', 'zwei ü🐝', 'drei']);
    expect([...splitter.rest()]).toEqual([]);
  }
});

test('cuts a line without end', () => {
  const splitter = new LineSplitter();
  const lines = [...splitter.push(Buffer.alloc(200_000, 'x')), ...splitter.rest()];
  expect(lines.map((line) => line.length)).toEqual([65_536, 65_536, 65_536, 3_392]);
});
