import {
  formatProblem,
  type HostFacts,
  type ParseResult,
  type Pkgbuild,
  parsePkgbuild,
} from '@rbee/pkgbuild-parser';
import { ProvisionError } from '../errors.js';

/** How many problems a message repeats. */
const MAX_SHOWN_PROBLEMS = 5;

/** What parsing a recipe depends on. */
export interface ParseRecipeOptions {
  /** Where the text came from, for the message. */
  readonly origin: string;
  /** What the recipe may ask of the machine, its architecture above all. */
  readonly facts: HostFacts;
}

/**
 * Reads a PKGBUILD, without running it, as it is on one machine.
 *
 * @throws ProvisionError `PKGBUILD_INVALID` with the first problems and their lines
 */
export function parseRecipe(text: string, { origin, facts }: ParseRecipeOptions): Pkgbuild {
  return requirePkgbuild(parsePkgbuild(text, { facts }), origin);
}

/** @throws ProvisionError `PKGBUILD_INVALID` with the first problems and their lines */
export function requirePkgbuild({ pkgbuild, problems }: ParseResult, origin: string): Pkgbuild {
  if (pkgbuild !== undefined) return pkgbuild;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const shown = errors.slice(0, MAX_SHOWN_PROBLEMS).map((problem) => `PKGBUILD:${formatProblem(problem)}`);
  const more = errors.length > shown.length ? [`and ${errors.length - shown.length} more`] : [];
  throw new ProvisionError({
    code: 'PKGBUILD_INVALID',
    message: [`The PKGBUILD of ${origin} cannot be used:`, ...shown, ...more].join('\n  '),
    hint: 'Correct the PKGBUILD; PKGBUILD(5) says what each field must hold.',
  });
}
