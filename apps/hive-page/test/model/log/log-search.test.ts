import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLogSearch, firstMatchFrom, splitByQuery } from '../../../src/model/log/log-search.js';
import { createLogStore } from '../../../src/model/log/log-store.js';

function logOf(lines: readonly string[]) {
  const store = createLogStore();
  for (const line of lines) store.append({ text: line, kind: 'stdout' });
  return store;
}

it('finds each line once, whatever its case', () => {
  const search = createLogSearch(logOf(['Error error', 'fine', 'an ERROR', '']), 'eRRor');
  expect(search.advance(1000)).toBe(true);
  expect(search.matches).toEqual([0, 2]);
});

it('reads only what is new when the log grew', () => {
  const store = logOf(['x', 'hit']);
  const search = createLogSearch(store, 'hit');
  search.advance(1000);
  store.append({ text: 'hit again', kind: 'stderr' });
  expect(search.advance(1000)).toBe(true);
  expect(search.matches).toEqual([1, 2]);
  expect(search.scanned).toBe(3);
});

it('an empty query finds nothing and has read everything', () => {
  const search = createLogSearch(logOf(['a', 'b']), '');
  expect(search.advance(0)).toBe(true);
  expect(search.matches).toEqual([]);
});

it('stops when its time is over, after one block', () => {
  const store = logOf(Array.from({ length: 10_000 }, () => 'x'));
  let now = 0;
  const search = createLogSearch(store, 'x', () => {
    now += 10;
    return now;
  });
  expect(search.advance(1)).toBe(false);
  expect(search.scanned).toBe(4096);
});

it('letters that grow in lower case do not shift what is found', () => {
  const search = createLogSearch(logOf(['İİİİ', 'İ needle', 'x']), 'NEEDLE');
  search.advance(1000);
  expect(search.matches).toEqual([1]);
});

it('finds what a look at every line finds', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'B', 'ä', 'İ', ' '), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), line, fc.nat(40), (lines, query, cut) => {
      const store = logOf(lines.slice(0, cut));
      const search = createLogSearch(store, query);
      search.advance(1000);
      for (const added of lines.slice(cut)) store.append({ text: added, kind: 'stdout' });
      search.advance(1000);
      const expected = lines
        .map((text, index) => (text.toLowerCase().includes(query.toLowerCase()) ? index : -1))
        .filter((index) => query !== '' && index >= 0);
      expect(search.matches).toEqual(expected);
    }),
  );
});

it('finds the next match from a line on', () => {
  expect([0, 5, 6, 99].map((line) => firstMatchFrom([0, 5, 50], line))).toEqual([0, 1, 2, 3]);
});

it('cuts a line at its hits', () => {
  expect(splitByQuery('An error, an ERROR', 'error')).toEqual(['An ', 'error', ', an ', 'ERROR', '']);
  expect(splitByQuery('x', '')).toEqual(['x']);
  expect(splitByQuery('İ x', 'x')).toEqual(['İ x']);
});
