import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import type { z } from 'zod';
import { DaemonError } from './errors.js';

export interface StateFileInit<T> {
  readonly file: string;
  readonly schema: z.ZodType<T>;
  readonly maxBytes: number;
  /** What it holds, for messages: `keys`. */
  readonly holds: string;
  /** What removing the file does, as a clause: `all keys are then gone`. */
  readonly onRemoval: string;
}

/** A small JSON file of the daemon's, of mode 0600: read once, then written whole, one write after the other. */
export class StateFile<T> {
  readonly #init: StateFileInit<T>;
  #saving: Promise<void> = Promise.resolve();

  constructor(init: StateFileInit<T>) {
    this.#init = init;
  }

  /**
   * What it holds; `undefined` while there is no file.
   * @throws DaemonError `STATE_UNUSABLE` when it cannot be read: it must not look as if it were empty
   */
  async read(): Promise<T | undefined> {
    const { file, schema, maxBytes, holds, onRemoval } = this.#init;
    try {
      const content = await readRegularFile(file, { maxBytes });
      return schema.parse(JSON.parse(content.toString('utf8')));
    } catch (cause) {
      if (isSystemError(cause, 'ENOENT')) return undefined;
      throw new DaemonError({
        code: 'STATE_UNUSABLE',
        message: `The daemon's ${holds} in ${file} cannot be read.`,
        hint: `Restore the file, or remove it: ${onRemoval}.`,
        cause,
      });
    }
  }

  /** Resolves when it is on the disk. A write that failed does not hold up the next, which writes the whole again. */
  write(content: T): Promise<void> {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    this.#saving = this.#saving.catch(() => undefined).then(() => replaceFile(this.#init.file, text));
    return this.#saving;
  }
}
