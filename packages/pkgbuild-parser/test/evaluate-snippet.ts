import { parse } from 'unbash';
import { buildModel } from '../src/build-model.js';
import { evaluateFile } from '../src/evaluate/evaluate-file.js';
import { resolveOptions } from '../src/options.js';
import { createRangeOf } from '../src/positions.js';
import { readRecipe } from '../src/recipe.js';
import type { ParseOptions } from '../src/types.js';

/** What our evaluator makes of a text that need not be a whole PKGBUILD. */
export function evaluateSnippet(text: string, options?: ParseOptions) {
  const script = parse(text);
  if (script.errors !== undefined) throw new Error(`No bash: ${script.errors[0]?.message}`);
  const { shell, exit } = evaluateFile(
    text,
    script,
    resolveOptions(
      options ?? {
        facts: {
          commands: { 'nonesuch-x': false, 'nonesuch-program': false, nonesuch: false },
          environment: { LC_ALL: 'C.UTF-8' },
        },
      },
    ),
  );
  const { scalars, arrays, dynamic } = buildModel(readRecipe(shell), createRangeOf(text));
  return {
    status: exit?.status ?? (typeof shell.status === 'number' ? shell.status : shell.status.reason),
    scalars: Object.fromEntries([...scalars].filter(([name]) => name !== 'IFS')),
    arrays: Object.fromEntries(
      [...arrays].filter(([name]) => name !== 'BASH_REMATCH').map(([name, values]) => [name, [...values]]),
    ),
    dynamic: Object.fromEntries([...dynamic].map(([name, { reason }]) => [name, reason])),
  };
}
