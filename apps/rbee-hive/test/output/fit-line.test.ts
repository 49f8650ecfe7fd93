import { expect, test } from 'vitest';
import { fitLine, fitterFor } from '../../src/output/fit-line.js';

test.each([
  ['fits', 10, 'fits'],
  ['one two three four five', 12, 'one two\n    three\n    four\n    five'],
  ['  id    a long text that goes on', 30, '  id    a long text that goes\n        on'],
  ['a  b  c  unbreakable-value-of-many-characters', 20, 'a  b  c\n    unbreakable-value-of-many-characters'],
  ['  curl http://127.0.0.1:1/health -H x', 20, '  curl http://127.0.0.1:1/health -H x'],
  ['\u001b[31merror\u001b[39m a b', 9, '\u001b[31merror\u001b[39m a b'],
])('%j in %i columns', (line, columns, fitted) => {
  expect(fitLine(line, columns)).toBe(fitted);
});

test('what is no terminal gets lines as they are', () => {
  const line = 'word '.repeat(50);
  expect(fitterFor({ isTTY: false, columns: 10 })(line)).toBe(line);
  expect(fitterFor({ isTTY: true, columns: 0 })(line)).toBe(line);
  expect(fitterFor({ isTTY: true, columns: 10 })('one two three\nfour')).toBe('one two\n    three\nfour');
});
