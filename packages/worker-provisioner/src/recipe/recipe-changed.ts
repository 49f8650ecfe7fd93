import { type WorkerBinary, workerArtifactId } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import { PLATFORM_NAMES } from '../target/platform-names.js';
import type { WorkerRecipe } from './read-recipe.js';

/**
 * Why a recipe that is not the installed one cannot be built beside it: both would be the same version. It is not
 * known before the build when `pkgver()` makes the version.
 */
export function findRecipeChange(
  worker: WorkerMetadata,
  { pkgbuild }: WorkerRecipe,
  { host, installed }: { readonly host: Host; readonly installed: readonly WorkerBinary[] },
): ProvisionError | undefined {
  if (pkgbuild.functions.has('pkgver')) return undefined;
  const version = pkgbuild.pkgver;
  const artifactId = workerArtifactId({ catalogId: worker.id, version, platform: PLATFORM_NAMES[host.os] });
  return installed.some(({ id }) => id === artifactId) ? recipeChanged(worker, version) : undefined;
}

export function recipeChanged(worker: WorkerMetadata, version: string, cause?: unknown): ProvisionError {
  return new ProvisionError({
    code: 'RECIPE_CHANGED',
    message: `${worker.id} ${version} is installed already, from another PKGBUILD of the same version.`,
    hint: 'Raise pkgver in the PKGBUILD, or force the installation: the new one then replaces it.',
    cause,
  });
}
