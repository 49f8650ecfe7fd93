import { stat } from 'node:fs/promises';
import {
  type CallOptions,
  type CatalogProblem,
  defaultCatalogFolder,
  FilesystemCatalog,
  type WorkerBinary,
  workerBinaryCodec,
} from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { currentProcessFacts, type ProcessFacts } from '../open/environment.js';
import { openSelections } from '../versions/selections.js';
import { groupVersions, type WorkerVersions } from '../versions/versions.js';

/** Where the workers are. */
export interface InstalledWorkersOptions {
  /** The catalog's folder. @default the user's own, such as `~/.cache/rbee/workers` */
  readonly root?: string | undefined;
  /** @default those of this process */
  readonly process?: ProcessFacts | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is installed, to be looked at. */
export interface InstalledWorkers {
  /** The catalog's folder, absolute. */
  readonly root: string;
  /** All readable workers, sorted by id. */
  list(options?: CallOptions): Promise<WorkerBinary[]>;
  /** The usable ones by what was asked for, and which version of each is current. */
  versions(options?: CallOptions): Promise<WorkerVersions[]>;
  /** What stands in the folder and is not a readable worker. */
  problems(options?: CallOptions): Promise<CatalogProblem[]>;
}

/**
 * Opens the catalog to look at what is installed. Next to nothing is loaded for it: neither the parser nor anything
 * that fetches or builds. Nothing is written; a folder that is not there has no workers.
 *
 * @throws ArtifactCatalogError `IO`, `INVALID_ROOT`; the signal's reason
 * @example
 * const installed = await openInstalledWorkers();
 * for (const { id, path } of await installed.list()) console.log(id, path);
 */
export async function openInstalledWorkers(options: InstalledWorkersOptions = {}): Promise<InstalledWorkers> {
  const root = options.root ?? defaultCatalogFolder('workers', options.process ?? currentProcessFacts());
  if (await isMissing(root)) return { root, list: none, versions: none, problems: none };
  const catalog = await FilesystemCatalog.open({ root, codec: workerBinaryCodec, signal: options.signal });
  const selections = openSelections({ root: catalog.root, lock: async () => async () => {} });
  return {
    root: catalog.root,
    list: (call) => catalog.list(call),
    problems: (call) => catalog.problems(call),
    async versions(call) {
      const [workers, chosen] = await Promise.all([catalog.list(call), selections.read()]);
      return groupVersions(workers, chosen);
    },
  };
}

const none = async () => [];

async function isMissing(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return false;
  } catch (error) {
    return isSystemError(error, 'ENOENT');
  }
}
