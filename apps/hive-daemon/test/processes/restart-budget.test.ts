import { expect, test } from 'vitest';
import { RestartBudget } from '../../src/processes/restart-budget.js';

test('pauses grow, five restarts in ten minutes are the most, and time brings them back', () => {
  const budget = new RestartBudget();
  const pauses = Array.from({ length: 6 }, (_, index) => budget.next(index));
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, undefined]);
  expect(budget.next(599_999)).toBeUndefined();
  expect(budget.next(600_003)).toBe(2_000);
});
