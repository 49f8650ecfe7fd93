import type { SequencedLog } from '../log/sequenced-log.js';

export interface ShelvedLog {
  readonly log: SequencedLog;
  /** To be called when it is read no more. */
  readonly leave: () => void;
}

/** The logs of ended jobs that are read just now: all readers of a job share one. */
export class LogShelf {
  readonly #open: (id: string) => Promise<SequencedLog>;
  readonly #shelf = new Map<string, { readonly log: Promise<SequencedLog>; readers: number }>();

  constructor(open: (id: string) => Promise<SequencedLog>) {
    this.#open = open;
  }

  async take(id: string): Promise<ShelvedLog> {
    const entry = this.#shelf.get(id) ?? { log: this.#openEnded(id), readers: 0 };
    this.#shelf.set(id, entry);
    entry.readers += 1;
    const leave = () => {
      entry.readers -= 1;
      if (entry.readers === 0) this.#shelf.delete(id);
    };
    try {
      return { log: await entry.log, leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #openEnded(id: string): Promise<SequencedLog> {
    const log = await this.#open(id);
    await log.end();
    return log;
  }
}
