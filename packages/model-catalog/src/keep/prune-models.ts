import type { ModelEntry } from '@rbee/artifact-catalog';
import { prunePartials } from '@rbee/source-fetcher';
import type { CatalogParts } from '../open-parts.js';
import type { PruneOptions } from '../options.js';
import { lastUsed } from './last-used.js';

/** What was removed, or would be. Sizes are bytes. */
export interface ModelPruning {
  /** Ids of models, those not used for longest first. */
  readonly models: readonly string[];
  readonly modelBytes: number;
  /** Downloads that were not complete. */
  readonly partials: number;
  readonly partialBytes: number;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

export async function pruneModels(parts: CatalogParts, options: PruneOptions): Promise<ModelPruning> {
  const { signal, dryRun = false, partialAgeMilliseconds: maxAgeMilliseconds = WEEK } = options;
  const chosen = await chooseModels(parts, options);
  for (const { id } of dryRun ? [] : chosen) await parts.models.remove(id, { signal });
  const partials = await prunePartials(parts.fetching.partialsDir, { signal, dryRun, maxAgeMilliseconds });
  if (!dryRun) await parts.models.sweep({ signal });
  return {
    models: chosen.map(({ id }) => id),
    modelBytes: chosen.reduce((sum, entry) => sum + ownBytes(entry), 0),
    partials: partials.count,
    partialBytes: partials.bytes,
  };
}

/** Nothing without a wish: models are dear. */
async function chooseModels({ models }: CatalogParts, options: PruneOptions): Promise<ModelEntry[]> {
  const { signal, maxAgeMilliseconds, maxBytes } = options;
  if (maxAgeMilliseconds === undefined && maxBytes === undefined) return [];
  const dated = await Promise.all(
    (await models.list({ signal })).map(async (entry) => ({ entry, used: await lastUsed(models, entry) })),
  );
  dated.sort((a, b) => a.used - b.used);
  const before =
    maxAgeMilliseconds === undefined ? Number.NEGATIVE_INFINITY : Date.now() - maxAgeMilliseconds;
  let left = dated.reduce((sum, { entry }) => sum + ownBytes(entry), 0);
  return dated.flatMap(({ entry, used }) => {
    const isTooMuch = maxBytes !== undefined && left > maxBytes && ownBytes(entry) > 0;
    if (used >= before && !isTooMuch) return [];
    left -= ownBytes(entry);
    return [entry];
  });
}

/** A reference takes nothing of the catalog's disk. */
function ownBytes({ size, storage }: ModelEntry): number {
  return storage === 'reference' ? 0 : size;
}
