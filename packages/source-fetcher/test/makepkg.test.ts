import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parseSource } from '@rbee/pkgbuild-parser';
import { createGitRepository, createTarball, startGitServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../src/index.js';
import { installed } from './tools.js';
import { useWorkspace } from './workspace.js';
import { zipOf } from './zip-archive.js';

/** makepkg needs it too. */
const LIBARCHIVE = 'bsdtar';
const NOBODY = 65_534;
/** makepkg refuses root. */
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

interface Recipe {
  readonly sources: readonly string[];
  readonly noExtract?: readonly string[];
}

/** Everything below a folder but git's own: name, mode, kind, size of files and target of links, from `$srcdir` on. */
function describeTree(folder: string, startDir: string): string[] {
  const format = '%P %m %y %l %s\n';
  const lines = String(
    execFileSync('find', ['.', '-name', '.git', '-prune', '-o', '-mindepth', '1', '-printf', format], {
      cwd: folder,
    }),
  );
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', mode = '', kind = '', target = '', size = ''] =
        /^(.*) (\d+) (\w) (.*) (\d+)$/.exec(line) ?? [];
      // Where makepkg keeps its downloads is its own affair; a link to the recipe's folder is not.
      const shown =
        kind === 'l' && path.isAbsolute(target)
          ? path.dirname(target) === startDir
            ? 'startdir'
            : 'cache'
          : target;
      return [name, mode, kind, shown, kind === 'f' ? size : ''].join(' ').trim();
    })
    .sort();
}

async function makeFiles(folder: string, url: string): Promise<Record<string, Recipe>> {
  const tree = await useTempDir();
  await mkdir(path.join(tree, 'app-1.0/sub'), { recursive: true });
  await writeFile(path.join(tree, 'app-1.0/run'), '#!/bin/sh\n');
  await chmod(path.join(tree, 'app-1.0/run'), 0o775);
  await writeFile(path.join(tree, 'app-1.0/sub/data'), 'data', { mode: 0o600 });
  await symlink('sub/data', path.join(tree, 'app-1.0/link'));
  await createTarball(tree, path.join(folder, 'app.tar.gz'));
  await copyFile(path.join(folder, 'app.tar.gz'), path.join(folder, 'odd.bin'));
  await writeFile(path.join(folder, 'page.1.gz'), gzipSync('manual'));
  await writeFile(path.join(folder, 'blob.dat'), gzipSync('manual'));
  await writeFile(path.join(folder, 'fix.patch'), '--- a\n+++ b\n');
  await writeFile(
    path.join(folder, 'lib.jar'),
    zipOf(
      { name: 'META/', mode: 0o40755 },
      { name: 'META/x', body: 'x', mode: 0o100644 },
      { name: 'r', body: 'r', mode: 0o100755 },
    ),
  );
  execFileSync(LIBARCHIVE, ['-cf', path.join(folder, 'pay.cpio'), '--format=newc', '-C', tree, 'app-1.0']);
  for (const name of await readdir(folder)) await chmod(path.join(folder, name), 0o644);
  return {
    'archives, patches and single files': { sources: ['app.tar.gz', 'fix.patch', 'page.1.gz', 'blob.dat'] },
    'an archive by its content': { sources: ['odd.bin'] },
    'zip and cpio': { sources: ['lib.jar', 'pay.cpio'] },
    noextract: { sources: ['app.tar.gz', 'lib.jar'], noExtract: ['app.tar.gz'] },
    'git at a branch, a tag and none': {
      sources: [`b::git+${url}/tool#branch=dev`, `t::git+${url}/tool#tag=v1`, `git+${url}/tool`],
    },
  };
}

describe.each(installed('makepkg'))('the source folder is as %s leaves it:', () => {
  test.each([
    'archives, patches and single files',
    'an archive by its content',
    'zip and cpio',
    'noextract',
    'git at a branch, a tag and none',
  ])('%s', async (name) => {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'remote/tool'));
    await repository.commit({ a: 'a', 'run*': 'x', 'sub/b': 'b' });
    await repository.git('tag', 'v1');
    await repository.git('branch', 'dev');
    await repository.commit({ a: 'aa' });
    const { url } = await startGitServer(path.join(workspace.root, 'remote'));
    const recipe = (await makeFiles(workspace.startDir, url))[name] ?? { sources: [] };
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
    await writeFile(path.join(workspace.startDir, 'PKGBUILD'), pkgbuild.join('\n'));
    await chmod(workspace.root, 0o755);
    if (USER.uid !== undefined) await chown(workspace.startDir, NOBODY, NOBODY);
    const environment = {
      PATH: process.env.PATH,
      HOME: workspace.startDir,
      SRCDEST: workspace.startDir,
      PACKAGER: 'x',
    };
    await promisify(execFile)('sh', ['-c', 'umask 022; exec makepkg --nobuild --nodeps --noconfirm'], {
      cwd: workspace.startDir,
      env: environment,
      ...USER,
    });

    const requests = recipe.sources.map((entry) => ({
      source: parseSource(entry),
      checksums: { sha256: 'SKIP' },
      noExtract: recipe.noExtract?.includes(entry) ?? false,
    }));
    await fetchSources(requests, workspace);
    const { startDir } = workspace;
    expect(describeTree(workspace.srcDir, startDir)).toEqual(
      describeTree(path.join(startDir, 'src'), startDir),
    );
  });
});
