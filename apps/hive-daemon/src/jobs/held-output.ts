/** What is held back of a job's output. */
export interface HeldItem<Event> {
  readonly event: Event;
  /** When it was told. */
  readonly time: string;
}

/** Holds the newest output, up to a size, and counts what had to go for it. */
export class HeldOutput<Event> {
  readonly #mostBytes: number;
  #items: { readonly item: HeldItem<Event>; readonly bytes: number }[] = [];
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  push(item: HeldItem<Event>, bytes: number): void {
    this.#items.push({ item, bytes });
    this.#bytes += bytes;
    while (this.#bytes > this.#mostBytes && this.#first < this.#items.length) {
      this.#bytes -= this.#items[this.#first]?.bytes ?? 0;
      this.#first += 1;
      this.#dropped += 1;
    }
    // Now and then, so that a line costs no more than its own share of it.
    if (this.#first > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }

  /** What is held, oldest first, and how many were dropped before it; it is then empty. */
  take(): { readonly dropped: number; readonly items: readonly HeldItem<Event>[] } {
    const taken = {
      dropped: this.#dropped,
      items: this.#items.slice(this.#first).map(({ item }) => item),
    };
    [this.#items, this.#first, this.#bytes, this.#dropped] = [[], 0, 0, 0];
    return taken;
  }
}
