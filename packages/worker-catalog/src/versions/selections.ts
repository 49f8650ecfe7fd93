import path from 'node:path';
import type { CallOptions } from '@rbee/artifact-catalog';
import { isFromSystem, isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { WorkerCatalogError } from '../errors.js';

/** Which version of a worker was chosen by hand: artifact id by the id that was asked for. */
export interface Selections {
  read(): Promise<ReadonlyMap<string, string>>;
  /** Chooses an artifact for a worker; `undefined` removes the choice. Changes made at once are all kept. */
  write(workerId: string, artifactId: string | undefined, options?: CallOptions): Promise<void>;
}

/** Where choices are kept, and what locks them. */
export interface SelectionsPlace {
  /** The catalog's. */
  readonly root: string;
  /** Waits until no other process changes them; resolves with what releases them. */
  lock(options: CallOptions): Promise<() => Promise<void>>;
}

/** Below the catalog's root; no artifact's folder is called so. */
const FILE = path.join('@state', 'selected.json');
const MAX_BYTES = 16 * 1024 * 1024;

/** Keeps the choices in one file, replaced in one step. A damaged file has no choices. */
export function openSelections({ root, lock }: SelectionsPlace): Selections {
  const file = path.join(root, FILE);
  return {
    read: () => namingFile(file, () => readSelections(file)),
    async write(workerId, artifactId, options = {}) {
      // Without a change no lock is needed, which a read-only catalog would not give.
      const selected = await namingFile(file, () => readSelections(file));
      if (selected.get(workerId) === artifactId) return;
      const release = await lock(options);
      try {
        await namingFile(file, () => change(file, workerId, artifactId));
      } finally {
        await release();
      }
    },
  };
}

async function change(file: string, workerId: string, artifactId: string | undefined): Promise<void> {
  const selections = new Map(await readSelections(file));
  if (selections.get(workerId) === artifactId) return;
  if (artifactId === undefined) selections.delete(workerId);
  else selections.set(workerId, artifactId);
  await replaceFile(file, `${JSON.stringify(Object.fromEntries(selections), null, 2)}\n`);
}

async function readSelections(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const stored: unknown = JSON.parse(
      (await readRegularFile(file, { maxBytes: MAX_BYTES })).toString('utf8'),
    );
    if (typeof stored !== 'object' || stored === null) return new Map();
    return new Map(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch (error) {
    // What is not a file of some size cannot be what was written here, as what is not JSON.
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT', 'EFTYPE', 'ELOOP', 'EFBIG'))
      return new Map();
    throw error;
  }
}

async function namingFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFromSystem(error)) throw error;
    throw new WorkerCatalogError({
      code: 'IO',
      message: `Which versions were selected cannot be read from or written to ${file}: ${error.message}.`,
      hint: 'Give yourself permission to read and write it.',
      cause: error,
    });
  }
}
