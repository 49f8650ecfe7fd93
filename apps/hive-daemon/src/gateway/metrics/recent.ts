/** The last numbers of a series. */
export class Recent {
  readonly #numbers: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(value: number): void {
    this.#numbers.push(value);
    if (this.#numbers.length > this.#limit) this.#numbers.shift();
  }

  /** `undefined` while there are none. */
  get average(): number | undefined {
    if (this.#numbers.length === 0) return undefined;
    return this.#numbers.reduce((sum, value) => sum + value, 0) / this.#numbers.length;
  }
}
