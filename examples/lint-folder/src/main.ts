import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readPkgbuild } from '@rbee/pkgbuild-parser/node';

/** Exit codes: 0 nothing to say or warnings alone, 1 makepkg would refuse a recipe, 2 no recipe was found. */
const [folder = '.'] = process.argv.slice(2);
const recipes = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name === 'PKGBUILD')
  .map((entry) => path.join(entry.parentPath, entry.name))
  .sort();

let errors = 0;
for (const file of recipes) {
  const { problems } = await readPkgbuild(file);
  for (const { severity, code, message, range } of problems) {
    const { line, column } = range.start;
    console.log(`${file}:${line}:${column}: ${severity} ${code}: ${message}`);
    if (severity === 'error') errors += 1;
  }
}
console.log(`${recipes.length} recipes, ${errors} errors`);
process.exitCode = recipes.length === 0 ? 2 : errors > 0 ? 1 : 0;
