import { evaluateFile } from '../../src/interpret/evaluate-file.js';
import { resolveOptions } from '../../src/options.js';
import { buildModel } from '../../src/parse/build-model.js';
import { readRecipe } from '../../src/parse/recipe.js';
import { readSyntax } from '../../src/parse/syntax/read-syntax.js';
import { createRangeOf } from '../../src/problems/positions.js';
import { createProblemList } from '../../src/problems/problem-list.js';
import type { ParseOptions } from '../../src/types.js';

const OPTIONS: ParseOptions = {
  facts: {
    commands: { 'nonesuch-x': false, 'nonesuch-program': false, nonesuch: false },
    environment: { LC_ALL: 'C.UTF-8' },
  },
};

/** What our evaluator makes of a text that need not be a whole PKGBUILD. */
export interface Evaluated {
  readonly status: number | string;
  readonly scalars: Readonly<Record<string, string>>;
  readonly arrays: Readonly<Record<string, string[]>>;
  readonly maps: Readonly<Record<string, readonly (readonly [key: string, value: string])[]>>;
  /** Reasons by variable. */
  readonly dynamic: Readonly<Record<string, string>>;
  /** Whether the text ends the shell. */
  readonly exits: boolean;
  /** Whether it is not known how far the text is read. */
  readonly isStopped: boolean;
  /** Whether variables that are not listed may be set. */
  readonly isDoubtful: boolean;
}

export function evaluateSnippet(text: string, options = OPTIONS): Evaluated {
  const list = createProblemList(createRangeOf(text));
  const script = readSyntax(text, list);
  if (script === undefined) throw new Error(`Not bash: ${list.problems[0]?.message}`);
  const { shell, exit, stopped } = evaluateFile(text, script, resolveOptions(options));
  const { scalars, arrays, associativeArrays, dynamic } = buildModel(readRecipe(shell), createRangeOf(text));
  return {
    status: exit?.status ?? (typeof shell.status === 'number' ? shell.status : shell.status.reason),
    scalars: Object.fromEntries([...scalars].filter(([name]) => name !== 'IFS')),
    arrays: Object.fromEntries(
      [...arrays].filter(([name]) => name !== 'BASH_REMATCH').map(([name, values]) => [name, [...values]]),
    ),
    maps: Object.fromEntries([...associativeArrays].map(([name, map]) => [name, [...map]])),
    dynamic: Object.fromEntries([...dynamic].map(([name, { reason }]) => [name, reason])),
    exits: exit !== undefined,
    isStopped: stopped !== undefined,
    isDoubtful: shell.anything !== undefined,
  };
}
