import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { ServedModel } from '../../api/gateway.js';
import { DaemonError } from '../../errors.js';

const MAX_FILE_BYTES = 16 * 1024 ** 2;
const MAX_MODELS = 500;

const ModelFile = z.object({ models: z.array(z.unknown()) });

/** The models that stay served from one start of the daemon to the next: `models.json` in the gateway's folder. */
export class ModelStore {
  readonly #file: string;
  readonly #models = new Map<string, ServedModel>();
  #saving: Promise<void> = Promise.resolve();

  private constructor(file: string) {
    this.#file = file;
  }

  /** @throws DaemonError `STATE_UNUSABLE` when the file cannot be read; an entry of it that cannot is left out */
  static async open(folder: string): Promise<ModelStore> {
    const store = new ModelStore(path.join(folder, 'models.json'));
    for (const model of await readModels(store.#file)) store.#models.set(model.id, model);
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
    const content = `${JSON.stringify({ models: this.list() }, null, 2)}\n`;
    this.#saving = this.#saving.catch(() => undefined).then(() => replaceFile(this.#file, content));
    return this.#saving;
  }
}

async function readModels(file: string): Promise<ServedModel[]> {
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_FILE_BYTES });
    const { models } = ModelFile.parse(JSON.parse(content.toString('utf8')));
    return models.flatMap((model) => {
      const read = ServedModel.safeParse(model);
      return read.success ? [read.data] : [];
    });
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) return [];
    throw new DaemonError({
      code: 'STATE_UNUSABLE',
      message: `The gateway's models in ${file} cannot be read.`,
      hint: 'Restore the file, or remove it: models are then added again.',
      cause,
    });
  }
}
