import { setTimeout as delay } from 'node:timers/promises';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { drain } from '../../../src/entry/tree/drain.js';

test('does every task and those that they lead to, so many at a time', async () => {
  const done: number[] = [];
  let active = 0;
  let most = 0;
  const work = async (task: number) => {
    active += 1;
    most = Math.max(most, active);
    await delay(1);
    active -= 1;
    done.push(task);
    return task < 8 ? [task * 2, task * 2 + 1] : [];
  };
  await drain([1], { lanes: 3, work });
  expect(done.sort((a, b) => a - b)).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  expect(most).toBe(3);
  await drain([], { lanes: 3, work });
});

test('after a failure begins nothing, and rejects once nothing runs', async () => {
  const mistake = new Error('mistake');
  const begun: number[] = [];
  let ended = 0;
  const work = async (task: number) => {
    begun.push(task);
    if (task === 5) throw mistake;
    await delay(5);
    ended += 1;
    return [9];
  };
  expect(await rejectionOf(drain([1, 2, 3, 4, 5], { lanes: 2, work }))).toBe(mistake);
  expect(begun).toStrictEqual([5, 4]);
  expect(ended).toBe(1);
});
