/** Ends a text at the first of some words, although it comes in pieces. What might be the beginning of one is held back. */
export class StopWords {
  readonly #words: readonly string[];
  #held = '';
  isStopped = false;

  constructor(words: readonly string[]) {
    this.#words = words.filter((word) => word !== '');
  }

  /** What of the text is sure to stay. */
  push(text: string): string {
    if (this.isStopped) return '';
    const all = this.#held + text;
    const at = this.#words.map((word) => all.indexOf(word)).filter((index) => index >= 0);
    if (at.length > 0) {
      this.isStopped = true;
      this.#held = '';
      return all.slice(0, Math.min(...at));
    }
    const kept = all.length - this.#beginningAtEnd(all);
    this.#held = all.slice(kept);
    return all.slice(0, kept);
  }

  /** What was held back, when no more text comes. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** The length of the longest end of the text that some word begins with. */
  #beginningAtEnd(text: string): number {
    const longest = Math.max(0, ...this.#words.map((word) => word.length - 1));
    for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
      const end = text.slice(-length);
      if (this.#words.some((word) => word.startsWith(end))) return length;
    }
    return 0;
  }
}
