import { expect, test } from 'vitest';
import { ReadBudget } from '../../../src/processes/output/read-budget.js';

const MEBIBYTE = 1024 ** 2;

function useBudget() {
  let now = 0;
  const slept: number[] = [];
  const budget = new ReadBudget({
    monotonic: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  });
  return {
    budget,
    slept,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('a burst is free, a flood is slowed to two mebibytes a second, and a quiet time brings the burst back', async () => {
  const { budget, slept, pass } = useBudget();
  for (let index = 0; index < 2; index += 1) await budget.pay(MEBIBYTE, 0);
  expect(slept).toEqual([]);
  for (let index = 0; index < 2; index += 1) await budget.pay(MEBIBYTE, 0);
  expect(slept.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1_000, 0);
  slept.length = 0;
  pass(10_000);
  for (let index = 0; index < 2; index += 1) await budget.pay(MEBIBYTE, 0);
  expect(slept).toEqual([]);
  await budget.pay(MEBIBYTE, 0);
  expect(slept).toEqual([500]);
});

test('lines cost, too: empty ones are no less work', async () => {
  const { budget, slept } = useBudget();
  await budget.pay(MEBIBYTE / 32, MEBIBYTE / 32);
  expect(slept).toEqual([expect.closeTo(1_015.6, 0)]);
});

test('who asks first goes on first', async () => {
  const { budget } = useBudget();
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((one) => budget.pay(8 * MEBIBYTE, 0).then(() => order.push(one))));
  expect(order).toEqual([1, 2, 3]);
});
