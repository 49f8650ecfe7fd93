import type { z } from 'zod';
import { isFleetError } from '../errors.js';
import type { JsonBucket } from './json-bucket.js';

const TRIES = 3;

/** A key that only this hive writes: what it says last is what it said last here, however often a write has to be tried. */
export class OwnEntry<T> {
  readonly #key: string;
  readonly #schema: z.ZodType<T>;
  #revision: number | undefined;

  constructor(key: string, schema: z.ZodType<T>) {
    this.#key = key;
    this.#schema = schema;
  }

  /** Resolves when the server has it. A write whose answer was lost is found, and not made twice over another. */
  async write(bucket: JsonBucket, value: T): Promise<void> {
    for (let left = TRIES; ; left -= 1) {
      try {
        this.#revision = await bucket.update(this.#key, value, this.#revision ?? (await this.#find(bucket)));
        return;
      } catch (error) {
        this.#revision = undefined;
        if (left <= 1 || !isFleetError(error) || error.code !== 'CHANGED_MEANWHILE') throw error;
      }
    }
  }

  async #find(bucket: JsonBucket): Promise<number> {
    const entry = await bucket.kv.get(this.#key);
    return entry?.revision ?? 0;
  }

  /** What is there now. */
  async read(bucket: JsonBucket): Promise<T | undefined> {
    return (await bucket.get(this.#key, this.#schema))?.value;
  }
}
