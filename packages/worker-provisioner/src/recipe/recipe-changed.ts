import { type WorkerBinary, workerArtifactId } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import { PLATFORM_NAMES } from '../target/platform-names.js';
import { digestOfPkgbuild, type WorkerRecipe } from './read-recipe.js';

/** What a recipe would be installed beside. */
export interface RecipeNeighbours {
  readonly host: Host;
  /** Workers that are not of the same recipe and settings. */
  readonly installed: readonly WorkerBinary[];
  readonly pkgbuildText: string;
}

/**
 * Why a recipe that is not the installed one cannot be built beside it: both would be the same version. It is not
 * known before the build when `pkgver()` makes the version.
 */
export function findRecipeChange(
  worker: WorkerMetadata,
  { pkgbuild }: WorkerRecipe,
  { host, installed, pkgbuildText }: RecipeNeighbours,
): ProvisionError | undefined {
  if (pkgbuild.functions.has('pkgver')) return undefined;
  const version = pkgbuild.pkgver;
  const artifactId = workerArtifactId({ catalogId: worker.id, version, platform: PLATFORM_NAMES[host.os] });
  const neighbour = installed.find(({ id }) => id === artifactId);
  if (neighbour === undefined) return undefined;
  const isSameText = neighbour.provenance?.pkgbuildDigest === digestOfPkgbuild(pkgbuildText);
  return isSameText ? settingsChanged(worker, version) : recipeChanged(worker, version);
}

/** The same version is installed from another recipe. */
export function recipeChanged(worker: WorkerMetadata, version: string, cause?: unknown): ProvisionError {
  return new ProvisionError({
    code: 'RECIPE_CHANGED',
    message: `${worker.id} ${version} is installed already, from another PKGBUILD of the same version.`,
    hint: 'Raise pkgver in the PKGBUILD, or force the installation: the new one then replaces it.',
    cause,
  });
}

function settingsChanged(worker: WorkerMetadata, version: string): ProvisionError {
  return new ProvisionError({
    code: 'RECIPE_CHANGED',
    message: `${worker.id} ${version} is installed already, built with other settings.`,
    hint: 'Pass the same settings, or force the installation: the new one then replaces it.',
  });
}
