import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfPath, escapeBytes, textOfPath, unescapeBytes } from '../../../src/entry/tree/path-text.js';

describe('textOfPath', () => {
  test('is the name for every name in UTF-8', () => {
    for (const name of ['bin/worker', 'é', '\uFEFFmark', '😀', '%41', 'a b'])
      expect(textOfPath(Buffer.from(name))).toBe(name);
  });

  test('keeps any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOfPath(textOfPath(bytes))).toStrictEqual(Buffer.from(bytes));
      }),
    );
    const mixed = Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0x80]);
    expect(bytesOfPath(textOfPath(mixed))).toStrictEqual(mixed);
    expect(textOfPath(mixed)).toBe('a\uDCFFé😀\uDCED\uDCA0\uDC80');
  });
});

describe('escapeBytes', () => {
  test('is one printable word, and is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const word = escapeBytes(bytes);
        expect(word).toMatch(/^[!-~]*$/);
        expect(unescapeBytes(word)).toStrictEqual(Buffer.from(bytes));
      }),
    );
    expect(escapeBytes(Buffer.from('a b/%\n\u200c'))).toBe('a%20b/%25%0A%E2%80%8C');
  });

  test.each(['%', '%4', '%41', '%e2', 'a b', 'é', '%zz'])('never writes %j', (word) => {
    expect(unescapeBytes(word)).toBeUndefined();
  });
});
