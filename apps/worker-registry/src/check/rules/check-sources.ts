import type { Pkgbuild } from '@rbee/pkgbuild-parser';
import { redactUrl } from '@rbee-internal/redact-url';
import { KEYS_FOLDER } from '../../store/names.js';
import { RECIPE_FILE } from '../../store/read-worker-files.js';
import type { WorkerMetadata } from '../../store/types.js';
import { type Check, type CheckedWorker, type CheckProblem, recipesFor } from './check.js';
import { sourceArrays } from './recipe-sources.js';

const PROTOCOLS: ReadonlySet<string> = new Set('local file ftp http https git hg svn bzr fossil'.split(' '));

/** Every source can be fetched: its value is known, its protocol exists, a local file is beside the recipe. */
export const checkSources: Check = (worker) => [
  ...worker.recipes.flatMap(({ architecture, pkgbuild: recipe }) =>
    sourceArrays(recipe, architecture).flatMap(({ name, unknown, sources }) => {
      if (unknown !== undefined)
        return [error(name, `${unknown}, which is not known before the recipe runs`)];
      return sources.flatMap((source) => {
        const problem = sourceProblem(source, worker);
        return problem === undefined ? [] : [error(name, problem)];
      });
    }),
  ),
  ...scriptProblems(worker),
  ...missingKeys(worker),
  ...strayFiles(worker),
  ...worker.programs.flatMap((program) => licenceProblems(program, worker)),
];

function error(field: string, message: string): CheckProblem {
  return { severity: 'error', code: 'SOURCE', file: 'PKGBUILD', field, message };
}

function sourceProblem(
  { protocol, name, remote, entry }: ReturnType<typeof sourceArrays>[number]['sources'][number],
  { files }: CheckedWorker,
): string | undefined {
  if (protocol === 'local')
    return files.has(name) || name === RECIPE_FILE
      ? undefined
      : `the local file ${name} is not beside the recipe`;
  if (!PROTOCOLS.has(protocol)) return `${redactUrl(entry)} has the unknown protocol ${protocol}`;
  if (name === '' || name.includes('/') || name === '.' || name === '..')
    return `${redactUrl(entry)} would have the file name "${name}": give it one, name::url`;
  if (!URL.canParse(remote)) return `${redactUrl(remote)} is not a URL`;
  return undefined;
}

/** `install` and `changelog` name files that makepkg takes from beside the recipe. */
function scriptProblems({ recipes, files }: CheckedWorker): CheckProblem[] {
  return recipes.flatMap(({ pkgbuild: recipe }) =>
    ['install', 'changelog'].flatMap((field) =>
      [recipe, ...recipe.packages].flatMap(({ scalars }) => {
        const name = scalars.get(field);
        if (name === undefined || name === '' || files.has(name)) return [];
        return [error(field, `the file ${name} is not beside the recipe`)];
      }),
    ),
  );
}

/** Those who install the worker may have the key; with it beside the recipe, no one needs to. */
function missingKeys({ recipes, files }: CheckedWorker): CheckProblem[] {
  const wanted = new Set(recipes.flatMap(({ pkgbuild: recipe }) => keyFiles(recipe)));
  return [...wanted]
    .filter((file) => !files.has(file))
    .map((file) => ({
      severity: 'warning',
      code: 'SOURCE',
      file: 'PKGBUILD',
      field: 'validpgpkeys',
      message: `the key is not beside the recipe, in ${file}: only those who have it can install the worker`,
    }));
}

function keyFiles({ arrays }: Pkgbuild): string[] {
  return (arrays.get('validpgpkeys') ?? []).map((fingerprint) => `${KEYS_FOLDER}/${fingerprint}.asc`);
}

function strayFiles({ recipes, files }: CheckedWorker): CheckProblem[] {
  const named = new Set<string>();
  for (const { architecture, pkgbuild: recipe } of recipes) {
    for (const { sources } of sourceArrays(recipe, architecture))
      for (const { name } of sources) named.add(name);
    for (const file of keyFiles(recipe)) named.add(file);
    for (const { scalars } of [recipe, ...recipe.packages])
      for (const field of ['install', 'changelog']) named.add(scalars.get(field) ?? '');
  }
  return [...files.keys()]
    .filter((name) => !named.has(name))
    .map((file) => ({ severity: 'warning', code: 'FILE', file, message: 'the recipe does not name it' }));
}

/** A licence token is only sent to the origins that are named: a source must come from one of them. */
function licenceProblems(program: WorkerMetadata, worker: CheckedWorker): CheckProblem[] {
  if (program.requires_license !== true) return [];
  const origins = recipesFor(program, worker).flatMap(([architecture, recipe]) =>
    sourceArrays(recipe, architecture).flatMap(({ sources }) =>
      sources.flatMap(({ remote }) => (URL.canParse(remote) ? [new URL(remote).origin] : [])),
    ),
  );
  if (program.license_origins?.some((origin) => origins.includes(origin))) return [];
  const message = 'a licence is required, but no source comes from an origin that may get its token';
  return [{ severity: 'error', code: 'SOURCE', file: 'worker.json', field: 'license_origins', message }];
}
