import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../src/files/index.js';

/** The lines of a text that comes in chunks of `size` bytes. */
function split(text: string | Buffer, { size = 1, maxBytes = 1_000 } = {}): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter({ maxBytes, onLine: (line) => lines.push(line) });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  splitter.flush();
  return lines;
}

describe('createLineSplitter', () => {
  it.each([1, 2, 3, 5, 100])('gives the same lines in chunks of %i bytes', (size) => {
    expect(split('a\n\n☃🐝\r\nold\rnew\r\r\n\uFEFFx', { size })).toEqual(['a', '', '☃🐝', 'new', '\uFEFFx']);
  });

  it.each([1, 3, 7, 100])('cuts long lines between characters, in chunks of %i bytes', (size) => {
    expect(split('aé☃🐝bcd\nxyz', { size, maxBytes: 4 })).toEqual(['aé', '☃', '🐝', 'bcd', 'xyz']);
    expect(split('12345678\n', { size, maxBytes: 4 })).toEqual(['1234', '5678']);
  });

  it('cuts what is not UTF-8 at the limit', () => {
    expect(split(Buffer.alloc(10, 0x80), { maxBytes: 4 }).map((line) => line.length)).toEqual([4, 4, 2]);
  });

  it('holds no more than a line of endless progress', () => {
    expect(split(`${'progress\r'.repeat(10_000)}done\n`, { size: 64, maxBytes: 100 })).toEqual(['done']);
    expect(split(`a${'\r'.repeat(10_000)}\n`, { size: 64, maxBytes: 100 })).toEqual(['a']);
  });

  it('flushes nothing when nothing is left', () => {
    expect(split('a\n')).toEqual(['a']);
    expect(split('')).toEqual([]);
  });
});
