import { DaemonError } from '../../errors.js';

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** Requests that wait for one model, in the order in which they came. */
export class WaitingLine<T> {
  readonly #waiting = new Set<Waiting<T>>();
  readonly #limit: number;
  readonly #name: string;

  constructor(limit: number, name: string) {
    this.#limit = limit;
    this.#name = name;
  }

  get length(): number {
    return this.#waiting.size;
  }

  /** @throws DaemonError `MODEL_BUSY` when the line is full; the signal's reason, and the place is then the next one's */
  join(signal: AbortSignal): Promise<T> {
    if (this.#waiting.size >= this.#limit) return Promise.reject(busy(this.#name, this.#limit));
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting<T> = {
        resolve: (value) => {
          leave();
          resolve(value);
        },
        reject: (reason) => {
          leave();
          reject(reason);
        },
      };
      const onAbort = () => waiting.reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
    });
  }

  /** Gives the first one its value; `false` when no one waits. */
  next(value: () => T): boolean {
    const [first] = this.#waiting;
    first?.resolve(value());
    return first !== undefined;
  }

  refuse(reason: unknown): void {
    for (const waiting of [...this.#waiting]) waiting.reject(reason);
  }
}

function busy(name: string, limit: number): DaemonError {
  return new DaemonError({
    code: 'MODEL_BUSY',
    message: `${limit} requests wait for the model ${JSON.stringify(name)} already.`,
    hint: 'Try again in a few seconds.',
  });
}
