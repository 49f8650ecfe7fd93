import { createHash } from 'node:crypto';
import { type Host, planRecipe, type RecipePlan } from '@rbee/aur-arch';
import type { Pkgbuild } from '@rbee/pkgbuild-parser';
import { parseRecipe } from './parse-recipe.js';

/** A worker's recipe, read without running it. */
export interface WorkerRecipe {
  readonly pkgbuild: Pkgbuild;
  /** What of it applies to this machine. */
  readonly plan: RecipePlan;
}

/** What reading a recipe depends on. */
export interface ReadRecipeOptions {
  /** Where the text comes from, for messages. */
  readonly origin: string;
  /** The machine that it is read for. */
  readonly host: Host;
}

/** `sha256:` and hex digits of a PKGBUILD's text. */
export function digestOfPkgbuild(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/**
 * Reads a PKGBUILD for a machine.
 *
 * @throws ProvisionError `PKGBUILD_INVALID`; ArchError `ARCHITECTURE_UNSUPPORTED`, `SOURCES_DYNAMIC`, `CHECKSUMS_MISSING`,
 * `CHECKSUMS_COUNT`
 */
export function readRecipe(
  text: string,
  { origin, host: { architecture } }: ReadRecipeOptions,
): WorkerRecipe {
  const pkgbuild = parseRecipe(text, { origin, architecture });
  return { pkgbuild, plan: planRecipe(pkgbuild, architecture) };
}
