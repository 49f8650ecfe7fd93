import { showForeign } from '@rbee-internal/redact-url';
import { type Recipe, valuesOf } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';

/** The words that `options` may hold, each also with a `!` before it. */
const OPTIONS: ReadonlySet<string> = new Set(
  'docs emptydirs libtool purge staticlibs strip debug zipman buildflags makeflags ccache sccache distcc lto'.split(
    ' ',
  ),
);

/** `options`, `backup`, `xdata`, and the files that `install` and `changelog` name. */
export function checkValues(recipe: Recipe, list: ProblemList): void {
  for (const { name, place, values } of valuesOf(recipe, 'options')) {
    if (name !== 'options') continue;
    for (const option of values) {
      const word = option.replace(/^!/, '');
      const isNew = word === 'sccache' && recipe.shell.facts.host.makepkg === '6.0';
      if (OPTIONS.has(word) && !isNew) continue;
      list.error('INVALID_FIELD', place, `options "${showForeign(option)}" is not an option`);
    }
  }
  for (const { place, values } of valuesOf(recipe, 'backup')) {
    for (const entry of values.filter((each) => each.startsWith('/'))) {
      list.error(
        'INVALID_FIELD',
        place,
        `backup "${showForeign(entry)}" is not allowed: write it without the / before it`,
      );
    }
  }
  for (const { place, values } of valuesOf(recipe, 'xdata')) {
    for (const entry of values.filter((each) => !/^(?!pkgtype=)[^=]+=[^=]*$/.test(each))) {
      list.error(
        'INVALID_FIELD',
        place,
        `xdata "${showForeign(entry)}" is not allowed: write key=value, with a key of your own`,
      );
    }
  }
  for (const field of ['install', 'changelog']) checkFiles(recipe, field, list);
}

/** Only where the facts say what lies in the recipe's folder. */
function checkFiles(recipe: Recipe, field: string, list: ProblemList): void {
  const { folder, fileFact } = recipe.shell.facts.host;
  if (folder === undefined) return;
  for (const { place, values } of valuesOf(recipe, field)) {
    for (const name of values) {
      const isFound =
        name === '' || name.includes('/') || folder.has(name) || typeof fileFact(name) === 'string';
      if (!isFound)
        list.error('MISSING_FILE', place, `${field} names ${showForeign(name)}, which is not there`);
    }
  }
}
