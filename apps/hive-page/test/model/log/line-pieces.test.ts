import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printedLine } from '../../../src/model/log/control-text.js';
import { linePieces } from '../../../src/model/log/line-pieces.js';

const ESC = '\u001B';

it('cuts a line at its styles and its hits', () => {
  const line = printedLine(`an ${ESC}[1;31merr${ESC}[0mor: ${ESC}[32mok${ESC}[0m.`);
  expect(linePieces(line, 'ERROR')).toEqual([
    { text: 'an ', classes: undefined, isHit: false },
    { text: 'err', classes: 'ansi-bold ansi-red', isHit: true },
    { text: 'or', classes: undefined, isHit: true },
    { text: ': ', classes: undefined, isHit: false },
    { text: 'ok', classes: 'ansi-green', isHit: false },
    { text: '.', classes: undefined, isHit: false },
  ]);
});

it('a plain line without a query is one piece', () => {
  expect(linePieces(printedLine('plain'), '')).toEqual([{ text: 'plain', classes: undefined, isHit: false }]);
  expect(linePieces(printedLine(''), '')).toEqual([]);
});

it('the pieces are the text', () => {
  const unit = fc.constantFrom(`${ESC}[31m`, `${ESC}[0m`, `${ESC}[7;44m`, 'a', 'b', '\t', 'İ', '🐝');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.string({ unit, maxLength: 3 }), (printed, query) => {
      const line = printedLine(printed);
      const pieces = linePieces(line, query);
      expect(pieces.map(({ text }) => text).join('')).toBe(line.text);
      for (const { text } of pieces) expect(text).not.toBe('');
    }),
  );
});
