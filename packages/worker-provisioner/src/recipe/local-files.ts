import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions } from '@rbee/artifact-catalog';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import type { RegistryEvent } from '../registry/events.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import type { WorkerRecipe } from './read-recipe.js';

/** Where the files beside a recipe come from and go to. */
export interface RecipeFiles extends CallOptions {
  readonly worker: WorkerMetadata;
  readonly registry: Pick<WorkerRegistry, 'origin' | 'file' | 'key'>;
  /** The folder of the PKGBUILD. */
  readonly startDir: string;
  readonly onEvent?: ((event: RegistryEvent) => void) | undefined;
}

/**
 * Puts the files that the recipe expects beside it there; the PKGBUILD itself is there already.
 *
 * @throws ProvisionError `PKGBUILD_INVALID` for a name that is a path; and as the registry does
 */
export async function fetchLocalFiles(
  recipe: Pick<WorkerRecipe, 'plan'>,
  { worker, registry, startDir, signal, onEvent }: RecipeFiles,
): Promise<void> {
  for (const name of localNames(recipe)) {
    const target = joinInside(startDir, name);
    if (target === undefined || path.dirname(target) !== startDir) throw unsafeName(name);
    await writeFile(target, await registry.file(worker, name, { signal, onEvent }), { flag: 'wx' });
  }
}

/** The files that a recipe expects beside it. */
export function localNames({ plan }: Pick<WorkerRecipe, 'plan'>): string[] {
  const local = plan.sources.filter(({ source }) => source.protocol === 'local');
  return [...new Set(local.map(({ source }) => source.name))].filter((name) => name !== 'PKGBUILD');
}

function unsafeName(name: string): ProvisionError {
  return new ProvisionError({
    code: 'PKGBUILD_INVALID',
    message: `The local source ${JSON.stringify(showForeign(name))} is not a plain file name.`,
    hint: 'Name local sources as they are called beside the PKGBUILD.',
  });
}
