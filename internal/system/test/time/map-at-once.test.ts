import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { mapAtOnce, pause } from '../../src/time/index.js';

test('results come in the order of the items, and no more are worked on at a time than allowed', async () => {
  let running = 0;
  let most = 0;
  const results = await mapAtOnce([30, 0, 20, 0, 10], { concurrency: 2 }, async (milliseconds) => {
    running += 1;
    most = Math.max(most, running);
    await pause(milliseconds);
    running -= 1;
    return milliseconds;
  });
  expect(results).toEqual([30, 0, 20, 0, 10]);
  expect(most).toBe(2);
});

test('nothing is begun after a failure, the others are cancelled, and it rejects when none runs any more', async () => {
  const failure = new Error('no');
  const ended: number[] = [];
  const begun: number[] = [];
  const error = await rejectionOf(
    mapAtOnce([1, 2, 3, 4], { concurrency: 2 }, async (item, signal) => {
      begun.push(item);
      if (item === 2) throw failure;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await pause(20);
      ended.push(item);
    }),
  );
  expect(error).toBe(failure);
  expect({ begun, ended }).toEqual({ begun: [1, 2], ended: [1] });
});

test('a falsy failure is a failure', async () => {
  const outcome = mapAtOnce([1], { concurrency: 2 }, () => Promise.reject(undefined));
  expect(await outcome.then(() => 'resolved').catch(() => 'rejected')).toBe('rejected');
});

test('work that throws at once is a failure, too', async () => {
  const failure = new Error('at once');
  const outcome = mapAtOnce([1, 2], { concurrency: 1 }, () => {
    throw failure;
  });
  expect(await rejectionOf(outcome)).toBe(failure);
});

test('cancelled, it rejects with the reason unchanged, and listens to the signal no longer', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const outcome = mapAtOnce([1, 2, 3], { concurrency: 2, signal: controller.signal }, async (_, signal) => {
    controller.abort(reason);
    signal.throwIfAborted();
  });
  expect(await rejectionOf(outcome)).toBe(reason);
  const late = mapAtOnce([1], { concurrency: 2, signal: controller.signal }, async () => 1);
  expect(await rejectionOf(late)).toBe(reason);
});

test('of nothing, nothing comes', async () => {
  expect(await mapAtOnce([], { concurrency: 2 }, async () => 1)).toEqual([]);
});
