import fc from 'fast-check';
import { expect, it } from 'vitest';
import { harmlessText, printedLine } from '../../../src/model/log/control-text.js';

it.each([
  ['plain text', 'cc -O2 äöü 🐝', 'cc -O2 äöü 🐝'],
  ['colours', '\u001B[1;31merror\u001B[0m: no', 'error: no'],
  ['cursor moves', '\u001B[2K\u001B[1Gdone', 'done'],
  ['a link', '\u001B]8;;https://x.test\u001B\\text\u001B]8;;\u001B\\', 'text'],
  ['a title', '\u001B]0;pwned\u0007after', 'after'],
  ['a short sequence', '\u001B(Bx\u001Bcy', 'xy'],
  ['a lone escape at the end', 'x\u001B', 'x'],
  ['tabs', 'a\tb\t\tc', `a${' '.repeat(7)}b${' '.repeat(15)}c`],
  ['controls', 'a\u0000b\u0008c\u007Fd\u009Be', 'a␀b␈c␡d\uFFFDe'],
  ['marks that reorder text', 'user\u202Etxt.exe\u2066', 'user\uFFFDtxt.exe\uFFFD'],
  ['other line ends', 'a\rb\u2028c', 'a␍b\uFFFDc'],
])('%s', (_what, line, text) => {
  expect(harmlessText(line)).toBe(text);
});

it('cuts what is too long, and says so', () => {
  expect(harmlessText('x'.repeat(8_010))).toBe(`${'x'.repeat(8_000)} … (10 more)`);
});

it('nothing that controls a terminal or turns text around is left', () => {
  const unit = fc.constantFrom('\u001B', '[', ']', '31m', '\u0007', '\t', '\n', '\u202E', 'a', '\u0085');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (line) => {
      expect(harmlessText(line)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }),
  );
});

it('notes where the style changes, in places of the text that is shown', () => {
  const { text, runs } = printedLine('a\tb\u001B[1m\u001B[31mred\u001B[2K\u001B[0m end\u001B[32m');
  expect(text).toBe('a       bred end');
  expect([...runs].map((unit) => unit.charCodeAt(0))).toEqual([9, 0b1000001, 12, 0]);
});

it.each(['\u001B[?1m', '\u001B[>4m', '\u001B[1 m', '\u001B]31m\u0007', '\u001B[31', '\u009B31m'])(
  'takes no style from %j',
  (sequence) => {
    expect(printedLine(`${sequence}text`).runs).toBe('');
  },
);

it('a line that changes its style without end is plain after a hundred changes', () => {
  const line = Array.from({ length: 900 }, (_, index) => `\u001B[${31 + (index % 2)}mx`).join('');
  const { text, runs } = printedLine(line);
  expect(text).toBe('x'.repeat(900));
  expect(runs).toHaveLength(202);
  expect(runs.charCodeAt(201)).toBe(0);
});

it('runs ascend within the text, whatever is printed', () => {
  const unit = fc.constantFrom(
    '\u001B',
    '\u001B[31m',
    '\u001B[0m',
    '[',
    '1',
    ';',
    ':',
    'm',
    '\t',
    'a',
    '\u0007',
    ']',
    '\u202E',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), (line) => {
      const { text, runs } = printedLine(line);
      let before = -1;
      for (let at = 0; at < runs.length; at += 2) {
        const place = runs.charCodeAt(at);
        expect(place).toBeGreaterThan(before);
        expect(place).toBeLessThan(text.length);
        expect(runs.charCodeAt(at + 1)).toBeLessThan(1 << 12);
        before = place;
      }
    }),
  );
});
