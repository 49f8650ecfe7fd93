/** So many are served before the event loop looks at anything else. */
const SERVED_AT_ONCE = 32;

/** Lets readers go on a few at a time: hundreds that wake together must not keep a request, or a cancellation, waiting. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isServing = false;

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isServing) return;
      this.#isServing = true;
      setImmediate(() => this.#serve());
    });
  }

  #serve(): void {
    for (const go of this.#waiting.splice(0, SERVED_AT_ONCE)) go();
    this.#isServing = this.#waiting.length > 0;
    if (this.#isServing) setImmediate(() => this.#serve());
  }
}
