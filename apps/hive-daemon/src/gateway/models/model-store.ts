import path from 'node:path';
import { z } from 'zod';
import { ServedModel } from '../../api/gateway.js';
import { DaemonError } from '../../errors.js';
import { StateFile } from '../../state-file.js';

const MAX_FILE_BYTES = 16 * 1024 ** 2;
const MAX_MODELS = 500;

const ModelFile = z.object({ models: z.array(z.unknown()) });

/** The models that stay served from one start of the daemon to the next: `models.json` in the gateway's folder. */
export class ModelStore {
  readonly #file: StateFile<z.infer<typeof ModelFile>>;
  readonly #models = new Map<string, ServedModel>();

  private constructor(file: string) {
    this.#file = new StateFile({
      ...{ file, schema: ModelFile, maxBytes: MAX_FILE_BYTES },
      ...{ holds: 'models', onRemoval: 'models are then added again' },
    });
  }

  /** @throws DaemonError `STATE_UNUSABLE` when the file cannot be read; an entry of it that cannot is left out */
  static async open(folder: string): Promise<ModelStore> {
    const store = new ModelStore(path.join(folder, 'models.json'));
    const stored = await store.#file.read();
    for (const model of (stored?.models ?? []).flatMap(readable)) store.#models.set(model.id, model);
    return store;
  }

  list(): ServedModel[] {
    return [...this.#models.values()];
  }

  has(id: string): boolean {
    return this.#models.has(id);
  }

  /** @throws DaemonError `BUSY` when there are too many */
  put(model: ServedModel): Promise<void> {
    if (!this.#models.has(model.id) && this.#models.size >= MAX_MODELS)
      throw new DaemonError({ code: 'BUSY', message: `${MAX_MODELS} models are kept already.` });
    this.#models.set(model.id, model);
    return this.#save();
  }

  async remove(id: string): Promise<void> {
    if (this.#models.delete(id)) await this.#save();
  }

  #save(): Promise<void> {
    return this.#file.write({ models: this.list() });
  }
}

/** An entry of another version of the daemon may not be readable. */
function readable(entry: unknown): ServedModel[] {
  const { data } = ServedModel.safeParse(entry);
  return data === undefined ? [] : [data];
}
