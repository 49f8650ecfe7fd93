import { setImmediate } from 'node:timers/promises';

/** After so many small steps others get their turn. */
const STEPS = 200;

/** Called at each step of a long loop, so that it can be cancelled and holds nobody up. */
export type Pace = () => Promise<void>;

/** @throws from each call the signal's reason, once it is aborted */
export function createPace(signal: AbortSignal | undefined): Pace {
  let steps = 0;
  return async () => {
    steps += 1;
    if (steps % STEPS !== 0) return;
    await setImmediate();
    signal?.throwIfAborted();
  };
}
