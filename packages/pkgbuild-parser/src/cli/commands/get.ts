import { showForeign } from '@rbee-internal/redact-url';
import { toJson } from '../to-json.js';
import {
  filesOf,
  OK,
  placeIn,
  REFUSED,
  type ReadRecipe,
  readRecipe,
  USAGE,
  type Use,
  WRONG_USE,
} from '../use.js';

/** `get NAME`: status 1 where it is not set or not known. */
export async function get(use: Use): Promise<number> {
  const { connections, values, operands } = use;
  const [name, ...named] = operands;
  if (name === undefined) {
    connections.complain(USAGE);
    return WRONG_USE;
  }
  const files = filesOf(named);
  const found: { readonly file: string; readonly value: unknown }[] = [];
  for (const file of files) {
    const recipe = await readRecipe(use, file);
    const value = variableIn(recipe, name);
    found.push({ file, value: value ?? null });
    if (value === undefined) complainOf(use, recipe, name);
    else if (values.json !== true) {
      const lines = typeof value === 'string' ? [value] : value;
      const before = files.length > 1 ? `${file}: ` : '';
      for (const line of lines) connections.print(`${before}${line}\n`);
    }
  }
  if (values.json === true) connections.print(toJson(found));
  return found.every(({ value }) => value !== null) ? OK : REFUSED;
}

function variableIn(
  { parsed: { pkgbuild } }: ReadRecipe,
  name: string,
): string | readonly string[] | undefined {
  if (name === 'pkgbase') return pkgbuild?.pkgbase;
  return pkgbuild?.scalars.get(name) ?? pkgbuild?.arrays.get(name);
}

function complainOf({ connections }: Use, { file, parsed }: ReadRecipe, name: string): void {
  const why = parsed.problems.filter(
    ({ severity, variable }) => variable === name || (parsed.pkgbuild === undefined && severity === 'error'),
  );
  for (const problem of why) connections.complain(`${placeIn(file, problem)}: ${problem.message}\n`);
  if (why.length === 0) connections.complain(`${file}: ${showForeign(name)} is not set\n`);
}
