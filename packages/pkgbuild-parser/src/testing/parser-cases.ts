import type { CaseBody } from './cases/case-body.js';
import { overrides } from './cases/overrides.js';
import { refusals } from './cases/refusals.js';
import { sourcing } from './cases/sourcing.js';
import { values } from './cases/values.js';

/** A recipe, and what makepkg makes of it. */
export interface ParserCase {
  /** What the recipe is about, in a few words. No two cases share a name. */
  readonly name: string;
  /** The text of the PKGBUILD. */
  readonly recipe: string;
  /** What `makepkg --printsrcinfo` prints for it; `undefined` where makepkg refuses it. */
  readonly srcinfo: string | undefined;
}

const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';

/**
 * A hundred recipes with what makepkg makes of them: values, sourcing, package functions and refusals. None of them
 * asks for its host, its folder or the time, so that every parser can be asked for all of them.
 */
export const PARSER_CASES: readonly ParserCase[] = Object.freeze(
  Object.entries({ values, sourcing, overrides, refusals }).flatMap(([theme, cases]) =>
    cases.map((each) => caseOf(theme, each)),
  ),
);

function caseOf(theme: string, { name, body, srcinfo }: CaseBody): ParserCase {
  return {
    name: `${theme}: ${name}`,
    recipe: HEAD + body,
    srcinfo: srcinfo?.map((line) => `${line}\n`).join(''),
  };
}
