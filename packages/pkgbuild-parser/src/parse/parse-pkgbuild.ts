import { showForeign } from '@rbee-internal/redact-url';
import { type Evaluation, evaluateFile } from '../interpret/evaluate-file.js';
import {
  FlowNotKnown,
  LimitReached,
  NotKnown,
  ShellExit,
  SyntaxRefused,
} from '../interpret/state/outcomes.js';
import { lintRecipe } from '../lint/lint-recipe.js';
import { resolveOptions } from '../options.js';
import { createRangeOf } from '../problems/positions.js';
import { createProblemList, type ProblemList } from '../problems/problem-list.js';
import type { ParseOptions, ParseResult } from '../types.js';
import { buildModel } from './build-model.js';
import { type Recipe, readRecipe } from './recipe.js';
import { readSyntax } from './syntax/read-syntax.js';

/**
 * Reads a PKGBUILD and returns what makepkg would see after sourcing it, without running any of it. Never throws:
 * what is wrong is in `problems`, and there is a `pkgbuild` when none of it is an error.
 * A value is exact, or its variable is listed in `dynamic` with the reason.
 * @example
 * ```ts
 * const { pkgbuild, problems } = parsePkgbuild('pkgname=p\npkgver=1\npkgrel=1\narch=(any)\nsource=(p-$pkgver.tar)');
 * pkgbuild?.arrays.get('source'); // ['p-1.tar']
 * problems; // [] or warnings; with an error there is no `pkgbuild`
 * ```
 */
export function parsePkgbuild(fileText: string, options?: ParseOptions): ParseResult {
  const resolved = resolveOptions(options);
  const text = fileText.includes('\0') ? fileText.replaceAll('\0', '') : fileText;
  const rangeOf = createRangeOf(text);
  const list = createProblemList(rangeOf);
  const { inputLength } = resolved.limits;
  if (text.length > inputLength) {
    list.error('LIMIT', { pos: 0, end: 0 }, `The text is longer than ${inputLength} code units`);
    return { problems: list.problems };
  }
  const evaluation = refusals(list, () => {
    const script = readSyntax(text, list);
    return script && evaluateFile(text, script, resolved);
  });
  if (evaluation === undefined) return { problems: list.problems };
  checkEnd(evaluation, list);
  const recipe = refusals(list, () => readRecipe(evaluation.shell));
  if (recipe === undefined) return { problems: list.problems };
  lintRecipe(recipe, list);
  reportDynamic(recipe, list);
  if (list.problems.some(({ severity }) => severity === 'error')) return { problems: list.problems };
  return { pkgbuild: buildModel(recipe, rangeOf), problems: list.problems };
}

/**
 * Reads and evaluates; a limit, a nested syntax error or a package's override that ends makepkg ends it. A
 * `RangeError` is JavaScript's own limit of nested calls, which the syntax reaches with some thousand nested
 * substitutions.
 */
function refusals<T>(list: ProblemList, evaluate: () => T | undefined): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof LimitReached) list.error('LIMIT', error.place, error.message);
    else if (error instanceof SyntaxRefused) list.error('SYNTAX', error.place, showForeign(error.message));
    else if (error instanceof ShellExit) reportExit(error, list);
    else if (error instanceof FlowNotKnown) {
      const message = `Whether makepkg reads on depends on ${showForeign(error.why.reason)}`;
      list.error('DYNAMIC', error.why.place, message);
    } else if (error instanceof RangeError)
      list.error('LIMIT', { pos: 0, end: 0 }, 'The text is nested too deeply');
    else throw error;
    return undefined;
  }
}

function checkEnd({ shell, last, exit, stopped }: Evaluation, list: ProblemList): void {
  if (exit !== undefined) reportExit(exit, list);
  else if (stopped !== undefined) {
    const message = `Whether the rest of the file is read depends on ${showForeign(stopped.reason)}`;
    list.error('DYNAMIC', stopped.place, message);
  } else if (leaksSettings(shell)) {
    const message =
      'set -e, -f or -u is left on, which makepkg itself does not survive: turn it off at the end';
    list.error('FAILED_TO_SOURCE', last, message);
  } else if (hasForeignIfs(shell)) {
    list.error('DYNAMIC', last, 'What makepkg makes of the file is not known: IFS is left changed');
  } else if (shell.status instanceof NotKnown) {
    const message = `Whether makepkg can source the file depends on ${showForeign(shell.status.reason)}`;
    list.warning('DYNAMIC', shell.status.place, message);
  } else if (shell.status !== 0) {
    const message = `The last command's status is ${shell.status}, so makepkg says "Failed to source"`;
    list.error('FAILED_TO_SOURCE', last, message);
  }
}

function reportExit({ place, status }: ShellExit, list: ProblemList): void {
  list.error('FAILED_TO_SOURCE', place, `The shell ends here with status ${status}`);
}

function leaksSettings({ settings }: Evaluation['shell']): boolean {
  return ['e', 'f', 'u'].some((flag) => settings.flags.has(flag));
}

function hasForeignIfs({ scopes }: Evaluation['shell']): boolean {
  const value = scopes[0]?.get('IFS')?.value;
  return !(value instanceof NotKnown) && value !== undefined && value !== ' \t\n';
}

const REQUIRED: ReadonlySet<string> = new Set(['pkgname', 'pkgver', 'pkgrel', 'arch']);

function reportDynamic({ shell, packages }: Recipe, list: ProblemList): void {
  for (const [name, { value, place }] of shell.scopes[0] ?? []) {
    if (place === undefined || !(value instanceof NotKnown) || REQUIRED.has(name)) continue;
    list.dynamic(
      name,
      value.place,
      `${showForeign(name)} is not known: it depends on ${showForeign(value.reason)}`,
    );
  }
  for (const [name, why] of shell.doubtfulFunctions) {
    const message = `The function ${showForeign(name)} depends on ${showForeign(why.reason)}`;
    list.warning('DYNAMIC', why.place, message);
  }
  for (const { name: owner, overrides } of packages) {
    for (const { name, value } of overrides.values()) {
      if (!(value instanceof NotKnown)) continue;
      const message = `${name} of ${showForeign(owner)} is not known: it depends on ${showForeign(value.reason)}`;
      list.dynamic(name, value.place, message);
    }
  }
}
