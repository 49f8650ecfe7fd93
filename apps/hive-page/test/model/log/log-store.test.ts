import { expect, it } from 'vitest';
import { createLogSearch } from '../../../src/model/log/log-search.js';
import { createLogStore } from '../../../src/model/log/log-store.js';

it('gives back what was appended, over the edges of its blocks', () => {
  const store = createLogStore();
  const kinds = ['stdout', 'stderr', 'step', 'note'] as const;
  for (let index = 0; index < 10_000; index += 1)
    store.append({ text: `line ${index}`, kind: kinds[index % 4] ?? 'stdout' });
  expect(store.length).toBe(10_000);
  for (const index of [0, 1, 4094, 4095, 4096, 4097, 8191, 8192, 9_999]) {
    expect(store.line(index)).toMatchObject({ text: `line ${index}`, kind: kinds[index % 4] });
  }
});

it('keeps empty lines', () => {
  const store = createLogStore();
  for (let index = 0; index < 4096; index += 1) store.append({ text: '', kind: 'stdout' });
  expect(store.line(0).text).toBe('');
  expect(store.line(4095).text).toBe('');
});

it('keeps times and styles with each line, and invents none', () => {
  const store = createLogStore();
  const red = '\u001B[31m';
  for (let index = 0; index < 5_000; index += 1) {
    const isOdd = index % 2 === 1;
    store.append({
      text: `${isOdd ? red : ''}line ${index}`,
      kind: 'stdout',
      ...(isOdd && { time: index * 1000 }),
    });
  }
  for (const index of [1, 4095, 4097]) {
    const { time, runs, text } = store.line(index);
    expect({ time, runs, text }).toEqual({
      time: index * 1000,
      runs: '\u0000\u0001',
      text: `line ${index}`,
    });
  }
  for (const index of [0, 4094, 4096]) {
    expect(store.line(index)).toMatchObject({ time: undefined, runs: '' });
  }
});

it('makes lines harmless, so that a line is one line', () => {
  const store = createLogStore();
  store.append({ text: 'a\nb', kind: 'stdout' });
  expect(store.line(0).text).toBe('a␊b');
});

it('holds a million lines and searches them in short turns', () => {
  const store = createLogStore();
  for (let index = 0; index < 1_000_000; index += 1) {
    store.append({
      text: index % 1000 === 7 ? `error: unit ${index} failed` : `Compiling unit ${index}`,
      kind: 'stdout',
    });
  }
  expect(store.line(999_007).text).toBe('error: unit 999007 failed');
  const search = createLogSearch(store, 'ERROR');
  let turns = 0;
  while (!search.advance(0)) turns += 1;
  expect(search.matches).toHaveLength(1000);
  expect(search.matches.at(-1)).toBe(999_007);
  expect(turns).toBe(Math.floor(1_000_000 / 4096));
});
