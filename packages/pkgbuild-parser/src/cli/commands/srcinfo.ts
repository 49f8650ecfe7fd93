import { formatSrcinfo } from '../../index.js';
import { toJson } from '../to-json.js';
import { filesOf, OK, placeIn, REFUSED, type ReadRecipe, readRecipe, type Use } from '../use.js';

/** `srcinfo`: status 1 when one of the files is refused or holds what is not known. */
export async function srcinfo(use: Use): Promise<number> {
  const { connections, values, operands } = use;
  let status = OK;
  for (const file of filesOf(operands)) {
    const recipe = await readRecipe(use, file);
    const { pkgbuild, problems } = recipe.parsed;
    const text = pkgbuild && formatSrcinfo(pkgbuild);
    if (values.json === true)
      connections.print(toJson({ file, srcinfo: text ?? null, pkgbuild: pkgbuild ?? null, problems }));
    else if (text !== undefined) connections.print(text);
    if (text !== undefined) continue;
    status = REFUSED;
    if (values.json !== true) complainOf(use, recipe);
  }
  return status;
}

/** Why there is no `.SRCINFO`. */
export function complainOf({ connections }: Use, { file, parsed }: ReadRecipe): void {
  for (const problem of parsed.problems) {
    if (problem.severity === 'error' || problem.code === 'DYNAMIC')
      connections.complain(`${placeIn(file, problem)}: ${problem.message}\n`);
  }
}
