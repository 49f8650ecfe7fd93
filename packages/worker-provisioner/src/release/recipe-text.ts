import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { RegistryCallOptions } from '../registry/call-options.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { Prebuilt } from './find-prebuilt.js';

/** What a worker is made by. */
export interface RecipeText {
  /** As the recipe makes it. */
  readonly worker: WorkerMetadata;
  readonly text: string;
}

interface RecipeTextOptions extends RegistryCallOptions {
  readonly registry: WorkerRegistry;
}

/**
 * The recipe that packages the project's own program where one fits, else the worker's.
 *
 * @throws ProvisionError as the registry does; of releases that could not be reached, where there is no recipe either
 */
export async function recipeText(
  prebuilt: Prebuilt,
  worker: WorkerMetadata,
  { registry, signal, onEvent }: RecipeTextOptions,
): Promise<RecipeText> {
  if (prebuilt.release !== undefined) return { worker: prebuilt.worker, text: prebuilt.pkgbuildText };
  try {
    return { worker, text: await registry.pkgbuild(worker, { signal, onEvent }) };
  } catch (error) {
    signal?.throwIfAborted();
    throw prebuilt.failure ?? error;
  }
}
