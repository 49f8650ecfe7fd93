import { expect, it } from 'vitest';
import {
  lastTop,
  ROW_HEIGHT,
  rowsAt,
  scrollHeightOf,
  scrollTopFor,
  topAt,
  topToShow,
} from '../../../src/model/log/log-window.js';

it('a short log is scrolled pixel by pixel', () => {
  const viewport = { lines: 1000, height: 400 };
  expect(scrollHeightOf(viewport)).toBe(1000 * ROW_HEIGHT);
  expect(topAt(1234, viewport)).toBe(1234);
  expect(scrollTopFor(1234, viewport)).toBe(1234);
});

it('a log that fits is not scrolled', () => {
  const viewport = { lines: 3, height: 400 };
  expect(lastTop(viewport)).toBe(0);
  expect(topAt(0, viewport)).toBe(0);
  expect(rowsAt(0, viewport)).toEqual({ first: 0, end: 3, offset: 0 });
});

it.each([1_000_000, 50_000_000])('of %i lines each place can be scrolled to', (lines) => {
  const viewport = { lines, height: 400 };
  const scrollable = scrollHeightOf(viewport) - viewport.height;
  expect(scrollHeightOf(viewport)).toBe(16_000_000);
  expect(topAt(scrollable, viewport)).toBe(lastTop(viewport));
  expect(rowsAt(topAt(scrollable, viewport), viewport).end).toBe(lines);
  const middle = lastTop(viewport) / 2;
  expect(topAt(scrollTopFor(middle, viewport), viewport)).toBeCloseTo(middle, 3);
});

it('renders what is seen and little more', () => {
  const { first, end, offset } = rowsAt(10_005, { lines: 100_000, height: 400 });
  expect([first, end, offset]).toEqual([488, 533, 488 * ROW_HEIGHT - 10_005]);
});

it('a line that is seen stays where it is, another comes to the middle', () => {
  const viewport = { lines: 1000, height: 400 };
  expect(topToShow(15, 200, viewport)).toBe(200);
  expect(topToShow(500, 200, viewport)).toBe(500 * ROW_HEIGHT - 200);
  expect(topToShow(0, 200, viewport)).toBe(0);
  expect(topToShow(999, 200, viewport)).toBe(lastTop(viewport));
});
