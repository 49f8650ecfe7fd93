import fc from 'fast-check';
import { expect, it } from 'vitest';
import { harmlessText } from '../../src/model/control-text.js';

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
