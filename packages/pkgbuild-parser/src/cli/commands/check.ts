import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatSrcinfo } from '../../index.js';
import { filesOf, REFUSED, readRecipe, type Use } from '../use.js';
import { lint } from './lint.js';
import { complainOf } from './srcinfo.js';

/** `check`: lints the files, then compares each with the `.SRCINFO` beside it. */
export async function check(use: Use): Promise<number> {
  const { connections, operands } = use;
  let status = await lint(use);
  for (const file of filesOf(operands)) {
    if (file === '-') continue;
    const recipe = await readRecipe(use, file);
    const wanted = recipe.parsed.pkgbuild && formatSrcinfo(recipe.parsed.pkgbuild);
    const beside = path.join(path.dirname(file), '.SRCINFO');
    const written = await readFile(beside, 'utf8').catch(() => undefined);
    if (wanted === undefined) complainOf(use, recipe);
    else if (written === undefined) connections.complain(`${beside}:1:1: there is no .SRCINFO\n`);
    else if (withoutComments(written) === wanted) continue;
    else
      connections.complain(`${beside}:${firstDifference(written, wanted)}:1: it is not what ${file} says\n`);
    status = REFUSED;
  }
  return status;
}

/** makepkg writes two comments at the top of those in source packages. */
function withoutComments(text: string): string {
  return text.replace(/^#.*\n/gm, '');
}

function firstDifference(written: string, wanted: string): number {
  const lines = wanted.split('\n');
  let at = 0;
  for (const [index, line] of written.split('\n').entries()) {
    if (line.startsWith('#')) continue;
    if (line !== lines[at]) return index + 1;
    at += 1;
  }
  return written.split('\n').length;
}
