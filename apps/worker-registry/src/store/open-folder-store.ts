import type { Finding } from '../check/findings.js';
import { createMemoryStore } from './create-memory-store.js';
import { type FolderEntry, folderPath, readFolder } from './read-folder.js';
import type { WorkerRelease, WorkerStore } from './types.js';

export interface OpenFolderStoreOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A version that is not served as it lies in the folder, and why. */
export interface RefusedWorker {
  /** Below the folder of workers: `my-worker` or `my-worker/versions/1.0`. */
  readonly path: string;
  /** All that was found, warnings included. */
  readonly findings: readonly Finding[];
  /** Whether its last good state is still served. */
  readonly isServed: boolean;
}

/** A store over a folder. */
export interface FolderStore extends WorkerStore {
  /** What is refused now. */
  refused(): readonly RefusedWorker[];
  /**
   * Rereads the folder and then switches to it at once. A version that was good and is now refused stays as it was.
   *
   * @throws WorkerRegistryError `FOLDER_UNREADABLE`: nothing changed; the signal's reason when it was cancelled.
   */
  reload(options?: OpenFolderStoreOptions): Promise<void>;
}

/**
 * A store over a folder with one folder for each worker: `<id>/worker.json`, `<id>/PKGBUILD` and the local files that
 * the recipe names, and former versions of it in `<id>/versions/<version>`. Everything is read and checked now; what
 * changes afterwards is seen by `reload`. Hidden entries and further sub-folders are left out. A version with a
 * fault is refused, and the others are served.
 *
 * @throws WorkerRegistryError `FOLDER_UNREADABLE`; the signal's reason when it was cancelled.
 */
export async function openFolderStore(
  folder: string | URL,
  { signal }: OpenFolderStoreOptions = {},
): Promise<FolderStore> {
  signal?.throwIfAborted();
  const root = folderPath(folder);
  let state = stateOf(await readFolder(root, signal));
  return {
    list: () => state.store.list(),
    find: (id) => state.store.find(id),
    pkgbuild: (id) => state.store.pkgbuild(id),
    file: (id, name) => state.store.file(id, name),
    releases: async (id) => state.store.releases?.(id),
    counts: () => ({ served: state.releases.size, refused: state.refused.map((each) => each.path) }),
    refused: () => state.refused,
    async reload(options = {}) {
      options.signal?.throwIfAborted();
      state = stateOf(await readFolder(root, options.signal), state.releases);
    },
  };
}

interface FolderState {
  readonly store: WorkerStore;
  /** What is served, by path. */
  readonly releases: ReadonlyMap<string, WorkerRelease>;
  readonly refused: readonly RefusedWorker[];
}

function stateOf(
  entries: readonly FolderEntry[],
  former: ReadonlyMap<string, WorkerRelease> = new Map(),
): FolderState {
  const releases = new Map<string, WorkerRelease>();
  const refused: RefusedWorker[] = [];
  for (const { path, release, findings } of entries) {
    const served = release ?? former.get(path);
    if (served !== undefined) releases.set(path, served);
    if (release === undefined) refused.push({ path, findings, isServed: served !== undefined });
  }
  return { store: createMemoryStore([...releases.values()]), releases, refused };
}
