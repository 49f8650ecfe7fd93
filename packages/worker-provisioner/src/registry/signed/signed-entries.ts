import { mapAtOnce } from '@rbee-internal/system/time';
import type { TufView } from '@rbee-internal/tuf/client';
import { type Read, readWorkers, type WorkerMetadata } from '@rbee-internal/worker-entry';
import type { RegistryCallOptions } from '../call-options.js';
import { MAX_METADATA_BYTES } from '../limits.js';
import type { SignedTargets } from './open-signed-targets.js';

/** How many entries are read at once. */
const AT_ONCE = 8;

/** Where a worker was read from: its recipe and files are those of the same state. */
export interface Source {
  readonly view: TufView;
  /** The id of the entry, of which it may be a variant. */
  readonly entry: string;
}

/** The entries of a signed registry, and where each worker came from. */
export interface SignedEntries {
  /** The workers of each of these entries that is signed, by its id. */
  read(
    view: TufView,
    ids: readonly string[],
    call?: RegistryCallOptions,
  ): Promise<ReadonlyMap<string, Read<readonly WorkerMetadata[]>>>;
  /** @throws TypeError for a worker that was not read from here */
  sourceOf(worker: WorkerMetadata): Source;
}

export function createSignedEntries(targets: SignedTargets): SignedEntries {
  const sources = new WeakMap<WorkerMetadata, Source>();
  return {
    async read(view, ids, { signal } = {}) {
      const found = await targets.ask(() => view.find(ids.map(pathOf), { signal }));
      const entries = new Map<string, Read<readonly WorkerMetadata[]>>();
      await mapAtOnce(ids, { concurrency: AT_ONCE, signal }, async (entry, within) => {
        const target = found.get(pathOf(entry));
        if (target === undefined) return;
        const bytes = await targets.ask(() =>
          view.read(target, { maxBytes: MAX_METADATA_BYTES, signal: within }),
        );
        const read = readWorkers(parseJson(bytes));
        entries.set(entry, read);
        if ('value' in read) for (const worker of read.value) sources.set(worker, { view, entry });
      });
      return new Map(ids.flatMap((id) => both(id, entries.get(id))));
    },
    sourceOf(worker) {
      const source = sources.get(worker);
      if (source === undefined) throw new TypeError(`${worker.id} was not read from this registry`);
      return source;
    },
  };
}

function pathOf(entry: string): string {
  return `workers/${entry}/worker.json`;
}

/** In the order of the ids, whichever was read first. */
function both<T>(id: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[id, value]];
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
