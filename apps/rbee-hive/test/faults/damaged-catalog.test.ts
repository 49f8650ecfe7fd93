import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { homeWithRecipe } from '../home-with-recipe.js';
import { runHive, startHive } from '../run-hive.js';

/** A user without rights: to the superuser, permissions mean nothing. */
const NO_RIGHTS = 65_534;

test('a catalog that cannot be read is an error, not an empty one', async () => {
  const home = await useTempDir();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(home, 0o755);
  const root = path.join(home, 'cache/rbee/workers');
  await mkdir(root, { recursive: true });
  await chmod(root, 0);
  onTestFinished(() => chmod(root, 0o700));
  for (const command of ['list', 'outdated', 'verify']) {
    const { exitCode, stdout, stderr } = await runHive([command], {
      home,
      ...(isRoot && { uid: NO_RIGHTS }),
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^error \w+ .*(?:EACCES|permission)/im);
    expect(stderr).not.toContain('No workers are installed');
  }
});

test('a catalog that is a file is an error, too', async () => {
  const home = await useTempDir();
  await mkdir(path.join(home, 'cache/rbee'), { recursive: true });
  execFileSync('touch', [path.join(home, 'cache/rbee/workers')]);
  expect(await runHive(['list'], { home })).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error /m),
  });
});

test('a FIFO in place of what is selected hangs nothing, and is replaced by the next selection', {
  timeout: 60_000,
}, async () => {
  const home = await homeWithRecipe(':');
  await runHive(['install', '--from', 'recipe'], { home });
  await runHive(['select', 'tool-v1-linux'], { home });
  const file = path.join(home, 'cache/rbee/workers/@state/selected.json');
  await rm(file);
  execFileSync('mkfifo', [file]);
  for (const command of [['list'], ['select', 'tool-v1-linux'], ['list']]) {
    const hive = startHive(command, { home });
    const timer = setTimeout(() => hive.child.kill('SIGKILL'), 20_000);
    expect(await hive.ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('tool-v1-linux'),
    });
    clearTimeout(timer);
  }
  expect((await stat(file)).isFile()).toBe(true);
});

test('three selections at once are all kept', { timeout: 180_000 }, async () => {
  const home = await homeWithRecipe(':');
  const recipe = path.join(home, 'recipe/PKGBUILD');
  const text = await readFile(recipe, 'utf8');
  const names = ['tool-a', 'tool-b', 'tool-c'];
  for (const name of names)
    for (const version of ['1', '2']) {
      await writeFile(recipe, text.replace('=tool\n', `=${name}\n`).replace('pkgver=1', `pkgver=${version}`));
      expect(await runHive(['install', '--from', 'recipe'], { home })).toMatchObject({ exitCode: 0 });
    }
  const runs = await Promise.all(names.map((name) => runHive(['select', `${name}-v1-linux`], { home })));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const { stdout } = await runHive(['list'], { home });
  for (const name of names) expect(stdout).toMatch(new RegExp(`^${name}-v1-linux .* chosen by hand$`, 'm'));
});
