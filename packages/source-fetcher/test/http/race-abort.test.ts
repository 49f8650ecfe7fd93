import { getEventListeners } from 'node:events';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { raceAbort } from '../../src/http/race-abort.js';

const REASON = Object.freeze({ why: 'stop' });

test('answers with the outcome and leaves no listener', async () => {
  const { signal } = new AbortController();
  const error = new Error('x');
  expect(await raceAbort(Promise.resolve(1), signal)).toBe(1);
  expect(await rejectionOf(raceAbort(Promise.reject(error), signal))).toBe(error);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('rejects with the reason, aborted before or during', async () => {
  const never = new Promise(() => undefined);
  expect(await rejectionOf(raceAbort(never, AbortSignal.abort(REASON)))).toBe(REASON);
  const controller = new AbortController();
  const rejection = rejectionOf(raceAbort(never, controller.signal));
  controller.abort(REASON);
  expect(await rejection).toBe(REASON);
});
