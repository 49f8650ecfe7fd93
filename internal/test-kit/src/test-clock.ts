/** A clock that stands still until a test moves it. It has the members of internal/system's `Clock`. */
export interface TestClock {
  now(): number;
  monotonic(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  random(): number;
  /** Lets so much time pass, and wakes who slept until then. */
  advance(milliseconds: number): void;
  /** Sets the wall clock alone, as a person or a time server does. */
  setNow(now: number): void;
  /** Lets time pass from one sleeper's end to the next, until `work` has ended. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Resolves once at least so many sleep. */
  sleepers(count: number): Promise<void>;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export function createTestClock(start = Date.parse('2026-01-02T03:04:05Z')): TestClock {
  const sleeping = new Set<Sleeper>();
  const watchers = new Set<() => void>();
  let elapsed = 0;
  let offset = start;

  function advance(milliseconds: number): void {
    elapsed += milliseconds;
    for (const sleeper of [...sleeping].filter(({ until }) => until <= elapsed)) sleeper.wake();
  }

  async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        sleeping.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        end();
        reject(signal?.reason);
      };
      const sleeper = {
        until: elapsed + milliseconds,
        wake: () => {
          end();
          resolve();
        },
      };
      sleeping.add(sleeper);
      signal?.addEventListener('abort', abort);
      for (const look of [...watchers]) look();
    });
  }

  async function sleepers(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (sleeping.size < count) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  }

  async function run<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    const over = work.then(end, end);
    for (;;) {
      await Promise.race([over, sleepers(1)]);
      if (isOver) return work;
      const next = Math.min(...[...sleeping].map(({ until }) => until));
      advance(Math.max(0, next - elapsed));
    }
  }

  return {
    now: () => offset + elapsed,
    monotonic: () => elapsed,
    random: () => 0.5,
    setNow: (now) => {
      offset = now - elapsed;
    },
    sleep,
    advance,
    sleepers,
    run,
  };
}
