import { chmod, lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { expectNothingLeft, helloRecipe, openTestCatalog, startRegistry } from '../support.js';

async function makeVictim() {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'bin'));
  await writeFile(path.join(folder, 'bin/hello'), '#!/bin/sh\ntouch "$0.was-executed"\n', { mode: 0o750 });
  await chmod(path.join(folder, 'bin/hello'), 0o4750);
  return folder;
}

/** Recipes whose `package()` puts a foreign folder where its own was. */
const RECIPES: Record<string, (victim: string) => string> = {
  'a link in the place of $pkgdir': (victim) => `rmdir "$pkgdir" && ln -s "${victim}" "$pkgdir"`,
  'a link in the place of the folder of all packages': (victim) =>
    `mv "$pkgdir/.." "$pkgdir/../../moved"; mkdir -p "${victim}/.p" && ln -s "${victim}" "$srcdir/../pkg"; ln -s "${victim}" "${victim}/hello"`,
  'a link to it below $pkgdir': (victim) => `mkdir "$pkgdir/usr" && ln -s "${victim}/bin" "$pkgdir/usr/bin"`,
  'a link that climbs through another': (victim) =>
    `mkdir -p "$pkgdir/top" "$pkgdir/a/b/c"; ln -s ../../../top "$pkgdir/a/b/c/up"; ln -s "up/../..${victim}" "$pkgdir/a/b/c/out"`,
};

test.each(Object.entries(RECIPES))('%s leaves everything outside alone', async (_what, bodyFor) => {
  const victim = await makeVictim();
  const before = (await listTree(victim)).length;
  const pkgbuild = helloRecipe('hello').replace(
    'install -Dm755',
    `${bodyFor(victim)} && true\n  : install -Dm755`,
  );
  const registry = await startRegistry({ hello: { pkgbuild } });
  const opened = await openTestCatalog(registry.url);

  const error = await rejectionOf(
    opened.catalog.provisionAndAdd('hello', { ...opened.job(), sandbox: 'off' }),
  );

  expect(error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
  const program = path.join(victim, 'bin/hello');
  expect((await lstat(program)).mode & 0o7777).toBe(0o4750);
  expect(await readFile(program, 'utf8')).toContain('was-executed');
  expect(await listTree(victim)).not.toContain('bin/hello.was-executed');
  expect((await listTree(victim)).length).toBeGreaterThanOrEqual(before);
  await expectNothingLeft(opened);
});
