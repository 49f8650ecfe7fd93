import { execFile, execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Workspace } from './workspace.js';

const NOBODY = 65_534;
/** makepkg refuses root. */
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export interface Recipe {
  readonly sources: readonly string[];
  readonly noExtract?: readonly string[];
}

/** What version control keeps for itself, and what makepkg does for svn. */
const CONTROL = ['.git', '.hg', '.svn', '.bzr', '.fslckout', '.source.fossil', '.makepkg'];

/**
 * Everything below a folder but what is version control's own: name, mode, kind, size of files and target of links,
 * from `$srcdir` on.
 */
export function describeTree(folder: string, startDir: string): string[] {
  const format = '%P %m %y %l %s\n';
  const control = CONTROL.flatMap((name) => ['-name', name, '-prune', '-o']);
  const lines = String(
    execFileSync('find', ['.', ...control, '-mindepth', '1', '-printf', format], { cwd: folder }),
  );
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', mode = '', kind = '', target = '', size = ''] =
        /^(.*) (\d+) (\w) (.*) (\d+)$/.exec(line) ?? [];
      // makepkg links to its downloads and to the recipe's folder, we to the build's own copies of both.
      if (kind === 'l' && target.startsWith(`${path.dirname(startDir)}/`)) {
        const stats = statSync(target);
        return `${name} ${mode} l ${path.basename(target)} (${(stats.mode & 0o7777).toString(8)} ${stats.size})`;
      }
      return [name, mode, kind, target, kind === 'f' ? size : ''].join(' ').trim();
    })
    .sort();
}

/** Makes makepkg leave `src` in `startDir`: what `fetchSources` is to leave in `srcDir`. */
export async function runMakepkg({ root, startDir }: Workspace, recipe: Recipe): Promise<void> {
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');
  const pkgbuild = [
    'pkgname=x',
    'pkgver=1',
    'pkgrel=1',
    'arch=(any)',
    `source=(${quoted(recipe.sources)})`,
    `noextract=(${quoted(recipe.noExtract ?? [])})`,
    `sha256sums=(${quoted(recipe.sources.map(() => 'SKIP'))})`,
    'package() { :; }',
    '',
  ];
  await writeFile(path.join(startDir, 'PKGBUILD'), pkgbuild.join('\n'));
  await chmod(root, 0o755);
  const downloads = path.join(root, 'downloads');
  await mkdir(downloads);
  if (USER.uid !== undefined) for (const folder of [startDir, downloads]) await chown(folder, NOBODY, NOBODY);
  const env = {
    PATH: process.env.PATH,
    HOME: startDir,
    SRCDEST: downloads,
    USER: 'me',
    PACKAGER: 'x',
    LC_ALL: 'C.UTF-8',
  };
  await promisify(execFile)('sh', ['-c', 'umask 022; exec makepkg --nobuild --nodeps --noconfirm'], {
    cwd: startDir,
    env,
    ...USER,
  });
}
