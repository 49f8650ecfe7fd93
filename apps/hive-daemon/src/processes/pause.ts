import { setTimeout as sleep } from 'node:timers/promises';

export interface PauseEnd {
  readonly signal: AbortSignal;
  readonly ended: Promise<unknown> | undefined;
}

/** Waits so long, but not beyond a signal or an end. Never rejects. */
export async function pause(milliseconds: number, { signal, ended }: PauseEnd): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([over.signal, signal]);
  const slept = sleep(milliseconds, undefined, { signal: either }).catch(() => undefined);
  await (ended === undefined ? slept : Promise.race([slept, ended]));
  over.abort();
}
