const WINDOW_MILLISECONDS = 10 * 60_000;
const MOST_RESTARTS = 5;
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** How often, and how patiently, a worker that ends by itself is started again: five times in ten minutes. */
export class RestartBudget {
  #restarts: number[] = [];

  /** Milliseconds to wait before the next start; `undefined` when it has been tried often enough. */
  next(now: number): number | undefined {
    this.#restarts = this.#restarts.filter((time) => time > now - WINDOW_MILLISECONDS);
    if (this.#restarts.length >= MOST_RESTARTS) return undefined;
    const pause = FIRST_PAUSE_MILLISECONDS * 2 ** this.#restarts.length;
    this.#restarts.push(now);
    return Math.min(pause, LONGEST_PAUSE_MILLISECONDS);
  }
}
