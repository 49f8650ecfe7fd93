const MINUTE_MILLISECONDS = 60_000;

/** So many requests a minute; what was not used for a while may come at once. */
export class RateLimit {
  readonly #perMinute: number;
  #left: number;
  #at: number;

  constructor(perMinute: number, now: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
    this.#at = now;
  }

  /** Uses up one request; else the seconds until the next one may come. */
  take(now: number): number | undefined {
    const earned = ((now - this.#at) / MINUTE_MILLISECONDS) * this.#perMinute;
    this.#left = Math.min(this.#perMinute, this.#left + earned);
    this.#at = now;
    if (this.#left >= 1) {
      this.#left -= 1;
      return undefined;
    }
    return Math.max(1, Math.ceil(((1 - this.#left) * MINUTE_MILLISECONDS) / this.#perMinute / 1_000));
  }
}
