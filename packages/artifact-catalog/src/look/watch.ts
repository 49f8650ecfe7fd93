import { type FSWatcher, watch as watchFolder } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LOCKS_FOLDER, STAGING_FOLDER } from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import { DEFAULT_POLL_INTERVAL_MS, type OpenCatalog, type WatchOptions } from '../options.js';
import { type CatalogSnapshot, eventsBetween, takeSnapshot } from './catalog-snapshot.js';

/** Changes that come within this time of the first are looked at together. */
const DEBOUNCE_MS = 50;

/** Reports changes until the signal is aborted, and then rejects with its reason. See `FilesystemCatalog.watch`. */
export async function watchCatalog<T extends Artifact>(
  catalog: OpenCatalog<T>,
  { signal, onEvent, pollIntervalMs = DEFAULT_POLL_INTERVAL_MS }: WatchOptions,
): Promise<never> {
  const bell = createBell();
  const folders = listenTo(catalog.root, bell.ring);
  signal?.addEventListener('abort', bell.ring);
  try {
    let known: CatalogSnapshot | undefined;
    for (;;) {
      // First listen, then look: what happens during a look rings for another one.
      bell.reset();
      folders.listen();
      const startedAt = performance.now();
      const found = await takeSnapshot(catalog, { before: known ?? new Map(), signal });
      signal?.throwIfAborted();
      if (known === undefined) onEvent({ type: 'watch-start' });
      else for (const event of eventsBetween(known, found)) onEvent(event);
      known = found;
      const lookMs = performance.now() - startedAt;
      await bell.rung(pollIntervalMs);
      // A large catalog that changes all the time is looked at for half of the time at most.
      await delay(Math.max(DEBOUNCE_MS, lookMs), undefined, { signal }).catch(() => signal?.throwIfAborted());
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener('abort', bell.ring);
    folders.close();
  }
}

interface Bell {
  /** Ends the wait for a ring, or the next one. */
  ring(): void;
  /** Forgets the rings so far. */
  reset(): void;
  rung(withinMs: number): Promise<void>;
}

function createBell(): Bell {
  let hasRung = false;
  let wake = () => {};
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    reset: () => {
      hasRung = false;
    },
    rung: async (withinMs) => {
      if (hasRung) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

/**
 * Listens to the root and the staging folder: every change that a catalog makes passes through one of them. Where the
 * system does not say, for want of watches or on a network, only the looks at intervals are left.
 */
function listenTo(root: string, ring: () => void) {
  const watchers = new Map<string, FSWatcher>();
  const listen = () => {
    for (const folder of [root, path.join(root, STAGING_FOLDER)]) {
      if (!watchers.has(folder)) startListening(folder);
    }
  };
  const startListening = (folder: string) => {
    try {
      const watcher = watchFolder(folder, (_, name) => {
        if (name !== LOCKS_FOLDER) ring();
      });
      watchers.set(folder, watcher);
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(folder);
      });
    } catch {
      // It is not there yet, or the system has no watch left: it is tried again after the next look.
    }
  };
  return {
    listen,
    close: () => {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
