import { DaemonError } from '../../errors.js';

/** Bytes that requests may hold together. */
export class ByteBudget {
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  /** A share that is empty at first. */
  open(): ByteShare {
    let share = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#limit) throw full();
        this.#held += bytes;
        share += bytes;
      },
      release: () => {
        this.#held -= share;
        share = 0;
      },
    };
  }
}

/** What one request holds of a {@link ByteBudget}. */
export interface ByteShare {
  /** @throws DaemonError `BUSY` when all requests would hold too much */
  take(bytes: number): void;
  /** Gives everything back; it may be called again. */
  release(): void;
}

function full(): DaemonError {
  return new DaemonError({
    code: 'BUSY',
    message: 'The bodies of the requests that wait are too large together.',
    hint: 'Try again in a few seconds, or send fewer at once.',
  });
}
