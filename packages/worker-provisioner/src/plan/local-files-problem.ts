import type { CallOptions } from '@rbee/artifact-catalog';
import { checkContent, isSourceFetchError } from '@rbee/source-fetcher';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { isProvisionError } from '../errors.js';
import type { WorkerRecipe } from '../recipe/read-recipe.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { Obstacle } from './provision-plan.js';

/** Where the files beside a recipe are read. */
export interface RecipePlace extends CallOptions {
  readonly worker: WorkerMetadata;
  readonly registry: Pick<WorkerRegistry, 'file'>;
}

/** Why the first file beside a recipe that is not what the recipe says would be refused; each is read and checked. */
export async function localFilesProblem(
  { plan }: Pick<WorkerRecipe, 'plan'>,
  { worker, registry, signal }: RecipePlace,
): Promise<Obstacle | undefined> {
  for (const request of plan.sources) {
    const { protocol, name } = request.source;
    if (protocol !== 'local' || name === 'PKGBUILD') continue;
    try {
      checkContent(request, await registry.file(worker, name, { signal }));
    } catch (error) {
      signal?.throwIfAborted();
      if (isProvisionError(error) || isSourceFetchError(error)) return error;
      throw error;
    }
  }
  return undefined;
}
