import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@rbee-internal/atomic-file';
import { isSystemError } from '@rbee-internal/coded-error';

/** Which version of a worker was chosen by hand: artifact id by the id that was asked for. */
export interface Selections {
  read(): Promise<ReadonlyMap<string, string>>;
  /** Chooses an artifact for a worker; `undefined` takes the choice back. */
  write(workerId: string, artifactId: string | undefined): Promise<void>;
}

/** Below the catalog's root; no artifact's folder is called so. */
const FILE = path.join('@state', 'selected.json');

/** Keeps the choices in one file, replaced in one step. A damaged file counts as no choices. */
export function openSelections(root: string): Selections {
  const file = path.join(root, FILE);
  return {
    read: () => readSelections(file),
    async write(workerId, artifactId) {
      const selections = new Map(await readSelections(file));
      if (artifactId === undefined && !selections.has(workerId)) return;
      if (artifactId === undefined) selections.delete(workerId);
      else selections.set(workerId, artifactId);
      await replaceFile(file, `${JSON.stringify(Object.fromEntries(selections), null, 2)}\n`);
    },
  };
}

async function readSelections(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const stored: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof stored !== 'object' || stored === null) return new Map();
    return new Map(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT')) return new Map();
    throw error;
  }
}
