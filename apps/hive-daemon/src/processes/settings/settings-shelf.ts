import path from 'node:path';
import { z } from 'zod';
import { KeptSettings, type WorkerSettings } from '../../api/kept-settings.js';
import type { WorkerSpawn } from '../../api/operations.js';
import { StateFile } from '../../state-file.js';

const MAX_FILE_BYTES = 16 * 1024 ** 2;
/** The ones that were used longest ago go first. */
const MAX_ENTRIES = 500;

const SettingsFile = z.object({ settings: z.array(z.unknown()) });

/** What names a worker whatever its version. */
export interface NamedWorker {
  readonly id: string;
  readonly catalogId?: string | undefined;
}

/**
 * What workers were last started with, a worker and model each, so that a start need not repeat it: `settings.json` in the
 * state folder.
 */
export class SettingsShelf {
  readonly #file: StateFile<z.infer<typeof SettingsFile>>;
  /** The newest last. */
  #entries: WorkerSettings[] = [];

  private constructor(stateDir: string) {
    this.#file = new StateFile({
      ...{ file: path.join(stateDir, 'settings.json'), schema: SettingsFile, maxBytes: MAX_FILE_BYTES },
      ...{ holds: 'options of workers', onRemoval: 'workers then start with their own' },
    });
  }

  /** @throws DaemonError `STATE_UNUSABLE` when the file cannot be read; an entry of it that cannot is left out */
  static async open(stateDir: string): Promise<SettingsShelf> {
    const shelf = new SettingsShelf(stateDir);
    const stored = await shelf.#file.read();
    shelf.#entries = (stored?.settings ?? []).flatMap((entry) => KeptSettings.safeParse(entry).data ?? []);
    return shelf;
  }

  /** The newest first. */
  list(): WorkerSettings[] {
    return [...this.#entries].reverse();
  }

  /** A request with what an earlier start of the worker had: with the same model, where the request names one. */
  complete<T extends WorkerSpawn>(worker: NamedWorker, request: T): T {
    if (request.fresh === true) return request;
    const known = this.list().find(
      (entry) =>
        entry.worker === keyOf(worker) &&
        (request.model === undefined || request.model === entry.settings.model),
    );
    const given = Object.entries(request).filter(([, value]) => value !== undefined);
    return { ...known?.settings, ...Object.fromEntries(given) } as T;
  }

  /** Keeps what of a request counts for later starts. Resolves when it is on the disk. */
  async keep(worker: NamedWorker, request: WorkerSpawn, now: Date): Promise<WorkerSettings> {
    const names = Object.keys(KeptSettings.shape.settings.shape) as (keyof WorkerSettings['settings'])[];
    const settings = names.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]]));
    const entry: WorkerSettings = {
      worker: keyOf(worker),
      settings: Object.fromEntries(settings),
      usedAt: now.toISOString(),
    };
    const isSame = (other: WorkerSettings) =>
      other.worker === entry.worker && other.settings.model === entry.settings.model;
    this.#entries = [...this.#entries.filter((other) => !isSame(other)), entry].slice(-MAX_ENTRIES);
    await this.#save();
    return entry;
  }

  /** Forgets what a worker was started with; how many entries that were. */
  async forget(worker: NamedWorker): Promise<number> {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.worker !== keyOf(worker));
    if (this.#entries.length < before) await this.#save();
    return before - this.#entries.length;
  }

  #save(): Promise<void> {
    return this.#file.write({ settings: this.#entries });
  }
}

function keyOf({ id, catalogId }: NamedWorker): string {
  return catalogId ?? id;
}
