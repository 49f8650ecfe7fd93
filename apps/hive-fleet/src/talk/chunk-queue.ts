/** Bytes that come in by themselves, and are taken out in turn. */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  readonly #onTaken: () => void;
  #end: { readonly error?: Error } | undefined;
  #wake: () => void = () => undefined;
  #isLeft = false;
  readonly #onLeft: () => void;

  /**
   * @param onTaken called for each that was taken
   * @param onLeft called once, when the reader leaves before the end
   */
  constructor(onTaken: () => void, onLeft: () => void) {
    this.#onTaken = onTaken;
    this.#onLeft = onLeft;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake();
  }

  /** @param error what the reader gets after what is there */
  end(error?: Error): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          yield chunk;
          this.#onTaken();
        } else if (this.#end !== undefined) {
          this.#isLeft = true;
          if (this.#end.error !== undefined) throw this.#end.error;
          return;
        } else await this.#more();
      }
    } finally {
      if (!this.#isLeft) this.#onLeft();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
