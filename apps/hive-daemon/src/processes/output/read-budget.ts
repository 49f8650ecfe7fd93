import { type Clock, SYSTEM_CLOCK } from '@rbee-internal/system/time';

/** What a line costs beside its bytes: it is numbered, dated and written. */
const LINE_BYTES = 128;

const BYTES_PER_SECOND = 2 * 1024 ** 2;
/** What may be taken at once after a quiet time. */
const BURST_BYTES = 2 * 1024 ** 2;

/**
 * How much of the workers' output the daemon takes in a second, all workers together: a flood must not keep a request or
 * a signal waiting. What is not taken in time the relay overwrites.
 */
export class ReadBudget {
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  #left = BURST_BYTES;
  #at: number;
  #turn: Promise<void> = Promise.resolve();

  constructor(clock: Pick<Clock, 'monotonic' | 'sleep'> = SYSTEM_CLOCK) {
    this.#clock = clock;
    this.#at = clock.monotonic();
  }

  /** Pays for what was read; resolves when the next may read, in the order in which they ask. */
  pay(bytes: number, lines: number): Promise<void> {
    this.#turn = this.#turn.then(() => this.#pay(bytes + lines * LINE_BYTES));
    return this.#turn;
  }

  async #pay(cost: number): Promise<void> {
    const now = this.#clock.monotonic();
    const earned = ((now - this.#at) / 1_000) * BYTES_PER_SECOND;
    this.#at = now;
    this.#left = Math.min(BURST_BYTES, this.#left + earned) - cost;
    if (this.#left < 0) await this.#clock.sleep((-this.#left / BYTES_PER_SECOND) * 1_000);
  }
}
