import path from 'node:path';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { Wanted } from '../protocol/wanted.js';

const MAX_BYTES = 4 * 1_024 ** 2;

const Kept = z.object({
  wanted: Wanted.optional(),
  /** By line, what runs for it: the process, and a digest of what it was started for. */
  running: z.record(z.string(), z.object({ process: z.string(), digest: z.string() })).default({}),
});
type Kept = z.output<typeof Kept>;

/** What a member keeps on disk: what was wanted last, so that it goes on without the fleet's server. */
export class MemberStore {
  readonly #file: string;
  #kept: Kept = { running: {} };
  #saving: Promise<void> = Promise.resolve();

  private constructor(file: string) {
    this.#file = file;
  }

  /** What cannot be read is forgotten: the server has it. */
  static async open(stateDir: string): Promise<MemberStore> {
    const store = new MemberStore(path.join(stateDir, 'fleet', 'state.json'));
    try {
      const text = await readRegularFile(store.#file, { maxBytes: MAX_BYTES });
      store.#kept = Kept.parse(JSON.parse(text.toString('utf8')));
    } catch {
      // Not there yet, or of another version.
    }
    return store;
  }

  get wanted(): Wanted | undefined {
    return this.#kept.wanted;
  }

  keepWanted(wanted: Wanted): Promise<void> {
    return this.#change({ wanted });
  }

  /** What another fleet wanted does not hold for this one. */
  forgetWanted(): Promise<void> {
    return this.#change({ wanted: undefined });
  }

  /** What runs for a line. */
  runningFor(line: string): { readonly process: string; readonly digest: string } | undefined {
    return this.#kept.running[line];
  }

  keepRunning(line: string, running: { readonly process: string; readonly digest: string }): Promise<void> {
    return this.#change({ running: { ...this.#kept.running, [line]: running } });
  }

  forgetRunning(line: string): Promise<void> {
    const { [line]: _gone, ...running } = this.#kept.running;
    return this.#change({ running });
  }

  #change(change: Partial<Kept>): Promise<void> {
    this.#kept = { ...this.#kept, ...change };
    const text = `${JSON.stringify(this.#kept)}\n`;
    // A write that failed does not hold up the next, which writes the whole again.
    this.#saving = this.#saving.catch(() => undefined).then(() => replaceFile(this.#file, text));
    return this.#saving;
  }
}
