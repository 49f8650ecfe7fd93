import { formatSarif, lintPkgbuild } from '../../index.js';
import { toJson } from '../to-json.js';
import { filesOf, OK, placeIn, REFUSED, readRecipe, type Use } from '../use.js';

/** `lint`: status 1 when one of the files has an error. */
export async function lint(use: Use): Promise<number> {
  const { connections, values, operands } = use;
  const files: (ReturnType<typeof lintPkgbuild> & { readonly file: string })[] = [];
  for (const file of filesOf(operands)) {
    const { text, parsed } = await readRecipe(use, file);
    files.push({ file, ...lintPkgbuild(text, { parsed, disable: values.disable }) });
  }
  if (values.sarif === true) connections.print(formatSarif(files));
  else if (values.json === true) connections.print(toJson(files));
  else {
    for (const { file, findings } of files)
      for (const finding of findings)
        connections.print(
          `${placeIn(file, finding)}: ${finding.severity}: ${finding.message} [${finding.rule}]\n`,
        );
  }
  const hasError = files.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  return hasError ? REFUSED : OK;
}
