import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test, vi } from 'vitest';
import { pause, startDeadline, unlessAborted, withDeadline } from '../../src/time/index.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const forever = () => new Promise<never>(() => undefined);

describe('withDeadline', () => {
  test('returns what the work returns, and passes its failure', async () => {
    expect(await withDeadline(1_000, {}, async () => 'done')).toBe('done');
    const failing = withDeadline(1_000, {}, async () => {
      throw new Error('broken');
    });
    expect(await rejectionOf(failing)).toEqual(new Error('broken'));
  });

  test('rejects in time, also when the garbage is collected and the work ignores its signal', async () => {
    const collecting = setInterval(collectGarbage, 5);
    const controller = new AbortController();
    try {
      const late = withDeadline(100, { signal: controller.signal, reason: () => 'late' }, forever);
      expect(await rejectionOf(late)).toBe('late');
    } finally {
      clearInterval(collecting);
    }
  });

  test('has the name of a TimeoutError when nothing else is said', async () => {
    expect(await rejectionOf(withDeadline(1, {}, forever))).toMatchObject({ name: 'TimeoutError' });
  });

  test("rejects with the caller's reason, before and amid", async () => {
    const work = vi.fn(forever);
    const early = withDeadline(1_000, { signal: AbortSignal.abort('early') }, work);
    expect(await rejectionOf(early)).toBe('early');
    expect(work).not.toHaveBeenCalled();
    const controller = new AbortController();
    const amid = rejectionOf(withDeadline(1_000, { signal: controller.signal }, forever));
    controller.abort('amid');
    expect(await amid).toBe('amid');
  });
});

describe('startDeadline', () => {
  test('tells its own end from that of the caller', async () => {
    const own = startDeadline(1);
    await new Promise((resolve) => own.signal.addEventListener('abort', resolve));
    expect(own.expired()).toBe(true);
    const other = startDeadline(1_000, { signal: AbortSignal.abort('theirs') });
    expect(other.signal.reason).toBe('theirs');
    expect(other.expired()).toBe(false);
    other.stop();
  });

  test('begins again with each refresh, and is over when it is stopped', () => {
    vi.useFakeTimers();
    try {
      const deadline = startDeadline(100);
      vi.advanceTimersByTime(60);
      deadline.refresh();
      vi.advanceTimersByTime(60);
      expect(deadline.expired()).toBe(false);
      vi.advanceTimersByTime(60);
      expect(deadline.expired()).toBe(true);
      const stopped = startDeadline(100);
      stopped.stop();
      vi.advanceTimersByTime(1_000);
      expect(stopped.expired()).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('pause rejects with the reason of the signal', async () => {
  expect(await rejectionOf(pause(10_000, AbortSignal.abort('now')))).toBe('now');
  await expect(pause(1)).resolves.toBeUndefined();
});

test('unlessAborted waits for the promise or the signal', async () => {
  expect(await unlessAborted(Promise.resolve(1), undefined)).toBe(1);
  expect(await rejectionOf(unlessAborted(forever(), AbortSignal.abort('no')))).toBe('no');
});
