import type { TufView } from '@rbee-internal/tuf/client';
import { isWorkerId } from '@rbee-internal/worker-entry';
import { z } from 'zod';
import type { RegistryCallOptions } from '../call-options.js';
import { MAX_METADATA_BYTES } from '../limits.js';

/** Entries of a registry that are read. */
const MAX_ENTRIES = 2_000;

const Index = z.object({ workers: z.array(z.string()).max(MAX_ENTRIES) });

/**
 * The ids of the entries that a registry lists: those of its own index, and of its publishers'. An index says what
 * there is to ask for; whose word counts on an entry is decided by the signatures on that entry.
 */
export async function readIds(
  view: TufView,
  { signal }: RegistryCallOptions = {},
): Promise<readonly string[]> {
  const paths = ['targets', ...view.delegated].map((role) => `index/${role}.json`);
  const found = await view.find(paths, { signal });
  const ids = new Set<string>();
  for (const target of found.values()) {
    const bytes = await view.read(target, { maxBytes: MAX_METADATA_BYTES, signal });
    const index = Index.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    for (const id of index.data?.workers ?? []) if (isWorkerId(id) && ids.size < MAX_ENTRIES) ids.add(id);
  }
  return [...ids];
}
