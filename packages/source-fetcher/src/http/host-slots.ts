/** Bounds how many run at once under one key. */
export interface HostSlots {
  /** Waits for a free place, and returns how to give it back; rejects with the signal's reason. */
  take(host: string, signal: AbortSignal): Promise<() => void>;
}

export function createHostSlots(perHost: number): HostSlots {
  const running = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();

  function give(host: string): void {
    const next = waiting.get(host)?.shift();
    if (next !== undefined) next();
    else running.set(host, (running.get(host) ?? 1) - 1);
  }

  async function take(host: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const count = running.get(host) ?? 0;
    if (count < perHost) running.set(host, count + 1);
    else await waitForTurn(host, signal);
    let isGiven = false;
    return () => {
      if (!isGiven) give(host);
      isGiven = true;
    };
  }

  function waitForTurn(host: string, signal: AbortSignal): Promise<void> {
    const queue = waiting.get(host) ?? [];
    waiting.set(host, queue);
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        queue.splice(queue.indexOf(turn), 1);
        reject(signal.reason);
      };
      queue.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return { take };
}
