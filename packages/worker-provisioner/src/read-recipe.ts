import { createHash } from 'node:crypto';
import { planRecipe, type RecipePlan } from '@rbee/aur-arch';
import type { Pkgbuild } from '@rbee/pkgbuild-parser';
import type { ProvisionContext } from './options.js';
import { parseRecipe } from './parse-recipe.js';
import type { WorkerRegistry } from './types.js';

/** A worker's recipe, read without running it. */
export interface WorkerRecipe {
  readonly pkgbuild: Pkgbuild;
  /** What of it applies to this machine. */
  readonly plan: RecipePlan;
}

/** `sha256:` and hex digits of a PKGBUILD's text. */
export function digestOfPkgbuild(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/**
 * Reads a PKGBUILD for this machine.
 *
 * @throws ProvisionError `PKGBUILD_INVALID`; ArchError `ARCHITECTURE_UNSUPPORTED`, `SOURCES_DYNAMIC`, `CHECKSUMS_MISSING`,
 * `CHECKSUMS_COUNT`
 */
export function readRecipe(
  text: string,
  registry: WorkerRegistry,
  { host }: Pick<ProvisionContext, 'host'>,
): WorkerRecipe {
  const { architecture } = host;
  const pkgbuild = parseRecipe(text, { origin: registry.origin, architecture });
  return { pkgbuild, plan: planRecipe(pkgbuild, architecture) };
}
