import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import type { ExecuteOptions } from '../../src/index.js';
import { describeEachGuard, describeInSandbox } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

/** A folder that no build may change, with what it is tempted to change. */
async function makeVictim(): Promise<{ folder: string; state(): Promise<string[]> }> {
  const folder = path.join(await useTempDir(), 'victim');
  for (const below of ['demo/share', 'share/doc', 'share/man/man1', 'share/info'])
    await mkdir(path.join(folder, below), { recursive: true });
  for (const file of [
    'demo/file',
    'share/doc/file',
    'share/man/man1/page.1',
    'share/info/dir',
    'x.la',
    'PKGBUILD',
  ])
    await writeFile(path.join(folder, file), 'pkgver=0\n', { mode: 0o640 });
  return {
    folder,
    state: async () => {
      const files = (await listTree(folder)).map(async (file) => {
        const { mode } = await lstat(path.join(folder, file));
        const text = file.endsWith('/') ? '' : await readFile(path.join(folder, file), 'utf8');
        return `${file} ${mode.toString(8)} ${text}`;
      });
      return Promise.all(files);
    },
  };
}

/** Runs a recipe whose functions know the victim as `$victim`; answers how it failed and whether the victim is whole. */
async function attack(functions: string, changes: Partial<ExecuteOptions>) {
  const victim = await makeVictim();
  const before = await victim.state();
  const recipe = await writeRecipe(`${HEAD}victim=${victim.folder}\n${functions}\n`, changes);
  const error = await rejectionOf(recipe.run());
  expect(await victim.state()).toEqual(before);
  return { error, recipe, victim };
}

describeEachGuard('a recipe that puts a link in the place of a folder (sandbox: %s)', (sandbox) => {
  const code = sandbox === 'off' ? 'FOLDER_REPLACED' : 'FUNCTION_FAILED';

  it.each([
    ['$pkgdir', 'package() { rmdir "$pkgdir" && ln -s "$victim" "$pkgdir"; }'],
    ['$pkgdir, moved away', 'package() { mv "$pkgdir" "$srcdir/old" && ln -s "$victim" "$pkgdir"; }'],
    [
      'the folder of all packages',
      'build() { rmdir "$pkgdirbase" && ln -s "$victim" "$pkgdirbase"; }\npackage() { :; }',
    ],
    ['$srcdir', 'build() { cd ..; rm -r "$srcdir" && ln -s "$victim" "$srcdir"; }\npackage() { :; }'],
    [
      'the folder above',
      'build() { mv "$startdir" "$startdir.old" && ln -s "$victim" "$startdir"; }\npackage() { :; }',
    ],
    [
      'the work folder',
      'build() { cd "$startdir"; mv work work.old && ln -s "$victim" work; }\npackage() { :; }',
    ],
  ])('%s', async (_, functions) => {
    const { error } = await attack(functions, { sandbox });
    expect(error).toMatchObject({ code });
  });

  it('of the notes on a failure', async () => {
    const { error } = await attack(
      'build() { local n; n=$(dirname "$__rbee_failure"); mv "$n" "$n.old" && ln -s "$victim" "$n"; false; }',
      { sandbox },
    );
    expect(error).toMatchObject({ code: 'FUNCTION_FAILED', exitCode: 1 });
  });

  it('of the logs', async () => {
    const victim = await makeVictim();
    const before = await victim.state();
    const logDir = path.join(await useTempDir(), 'logs');
    await mkdir(logDir);
    const recipe = await writeRecipe(
      `${HEAD}prepare() { mv ${logDir} ${logDir}.old && ln -s ${victim.folder} ${logDir} || :; }\nbuild() { echo built; }\n`,
      { sandbox, logDir },
    );
    const outcome = await recipe.run().catch((error: unknown) => error);
    expect(outcome).toMatchObject(sandbox === 'off' ? { code: 'FOLDER_REPLACED' } : { guard: 'bubblewrap' });
    expect(await victim.state()).toEqual(before);
    const kept = sandbox === 'off' ? `${logDir}.old` : logDir;
    expect(await readFile(path.join(kept, 'demo-build.log'), 'utf8')).toBe('built\n');
  });

  it.each([
    ['a link', 'ln -sf "$victim/PKGBUILD"'],
    ['a pipe', 'rm "$startdir/PKGBUILD"; mkfifo'],
    ['a folder', 'rm "$startdir/PKGBUILD"; mkdir'],
  ])('PKGBUILD, by %s', async (_, put) => {
    const { error } = await attack(`pkgver() { ${put} "$startdir/PKGBUILD" >&2; echo 2; }`, { sandbox });
    expect(error).toMatchObject({ code });
  });

  it('in the package, where tidying would go through it', async () => {
    const victim = await makeVictim();
    const before = await victim.state();
    const recipe = await writeRecipe(
      `${HEAD}options=(!docs !libtool !emptydirs purge zipman)
package() { ln -s ${victim.folder} "$pkgdir/usr"; mkdir "$pkgdir/opt"; ln -s ${victim.folder}/share "$pkgdir/opt/x"; }\n`,
      { sandbox },
    );
    await recipe.run();
    expect(await victim.state()).toEqual(before);
    expect(await listTree(path.join(recipe.options.pkgDir, 'demo'))).toEqual(['opt/', 'opt/x', 'usr']);
  });
});

it('says what is there, and where', async () => {
  const { error, recipe, victim } = await attack(
    'package() { rmdir "$pkgdir" && ln -s "$victim" "$pkgdir"; }',
    { sandbox: 'off' },
  );
  expect(error).toMatchObject({
    message: `${recipe.options.pkgDir}/demo is not what it was before the recipe ran: there is a link to ${victim.folder}`,
    phase: undefined,
  });
});

describeInSandbox('the folders of a build (sandbox: %s)', (sandbox) => {
  it('cannot be removed, renamed or replaced', async () => {
    const recipe = await writeRecipe(
      `${HEAD}_try() { "$@" 2>&1 && echo done || :; }
build() { cd /; for f in "$srcdir" "$HOME" "$TMPDIR" /tmp; do _try rmdir "$f"; _try mv "$f" "$f.old"; done; }
package() { cd /; _try rmdir "$pkgdir"; _try mv -T "$pkgdir" "$srcdir/x"; _try ln -sT / "$pkgdirbase/other"; }\n`,
      { sandbox },
    );
    await recipe.run();
    expect(recipe.lines()).not.toContain('done');
    expect(recipe.lines().length).toBe(11);
  });

  it('are shown, and nothing beside or above them', async () => {
    const outer = await useTempDir();
    const names = ['start', 'src', 'pkg', 'work', 'beside', 'other'];
    for (const name of names) await mkdir(path.join(outer, 'job', name), { recursive: true });
    await writeFile(path.join(outer, 'secret'), '');
    await writeFile(path.join(outer, 'job/beside/secret'), '');
    await writeFile(path.join(outer, 'job/other/secret'), '');
    const folder = (name: string) => path.join(outer, 'job', name);
    const recipe = await writeRecipe(
      `${HEAD}build() { ls "$startdir/../.." ; ls "$startdir/.."; cat ${outer}/job/*/secret ${outer}/secret || :; }\n`,
      { sandbox },
    );
    await writeFile(folder('start/PKGBUILD'), await readFile(recipe.options.pkgbuildPath));
    const { executePkgbuild } = await import('../../src/index.js');
    await executePkgbuild({
      ...recipe.options,
      pkgbuildPath: folder('start/PKGBUILD'),
      startDir: folder('start'),
      srcDir: folder('src'),
      pkgDir: folder('pkg'),
      workDir: folder('work'),
      readable: [folder('other')],
    });
    expect(recipe.lines('stdout')).toEqual(['job', 'other', 'pkg', 'src', 'start', 'work']);
  });

  it('are found by the name they were given, though a part of it is a link', async () => {
    const root = await useTempDir();
    await mkdir(path.join(root, 'disk'));
    await symlink(path.join(root, 'disk'), path.join(root, 'cache'));
    const job = path.join(root, 'cache/job');
    for (const name of ['start', 'src', 'pkg', 'work'])
      await mkdir(path.join(job, name), { recursive: true });
    await writeFile(path.join(job, 'start/local.txt'), 'local source\n');
    await symlink(path.join(job, 'start/local.txt'), path.join(job, 'src/local.txt'));
    const recipe = await writeRecipe(
      `${HEAD}build() { cat local.txt; echo "$HOME" "$srcdir"; echo x >${job}/src/made; }\npackage() { install -Dm644 made "$pkgdir/usr/made"; }\n`,
      { sandbox },
    );
    await writeFile(path.join(job, 'start/PKGBUILD'), await readFile(recipe.options.pkgbuildPath));
    const { executePkgbuild } = await import('../../src/index.js');
    await executePkgbuild({
      ...recipe.options,
      pkgbuildPath: path.join(job, 'start/PKGBUILD'),
      startDir: path.join(job, 'start'),
      srcDir: path.join(job, 'src'),
      pkgDir: path.join(job, 'pkg'),
      workDir: path.join(job, 'work'),
    });
    expect(recipe.lines()).toEqual(['local source', `${root}/disk/job/work/home ${root}/disk/job/src`]);
    expect(await readFile(path.join(job, 'pkg/demo/usr/made'), 'utf8')).toBe('x\n');
  });

  it('do not show what a build has put in the place of a further one', async () => {
    const victim = await makeVictim();
    const recipe = await writeRecipe(
      `${HEAD}build() { rmdir shown; ln -s ${victim.folder} shown; }\npackage() { cat ${victim.folder}/PKGBUILD; }\n`,
      { sandbox },
    );
    const shown = path.join(recipe.options.srcDir, 'shown');
    await mkdir(shown);
    const { executePkgbuild } = await import('../../src/index.js');
    const error = await rejectionOf(executePkgbuild({ ...recipe.options, readable: [shown] }));
    expect(error).toMatchObject({ code: 'FUNCTION_FAILED' });
    expect(recipe.lines('stdout')).toEqual([]);
  });

  it('may have the PKGBUILD outside the start folder, and its version is written there', async () => {
    const outside = await useTempDir();
    await writeFile(path.join(outside, 'secret'), '');
    const recipe = await writeRecipe('', { sandbox, functions: ['pkgver', 'build'] });
    const pkgbuildPath = path.join(outside, 'PKGBUILD');
    await writeFile(
      pkgbuildPath,
      `${HEAD}pkgver() { echo 7; }\nbuild() { echo "$pkgver"; ls ${outside}; }\n`,
    );
    const { executePkgbuild } = await import('../../src/index.js');
    await executePkgbuild({ ...recipe.options, pkgbuildPath });
    expect(recipe.lines()).toEqual(['7', 'PKGBUILD']);
    expect(await readFile(pkgbuildPath, 'utf8')).toContain('pkgver=7\n');
  });
});
