import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

/** A worker that was installed from a folder, of an id that a registry has in a newer version, too. */
async function useOwnWorker() {
  const folder = path.join(await useTempDir(), 'tool');
  await mkdir(folder);
  const write = (version: string) =>
    writeFile(path.join(folder, 'PKGBUILD'), helloRecipe('tool').replace('pkgver=1.0', `pkgver=${version}`));
  await write('1.0');
  const registry = await startRegistry({ tool: { pkgbuild: '', metadata: { version: '9.0' } } });
  const opened = await openTestCatalog(registry.url);
  const installed = await opened.catalog.provisionAndAddFrom(folder, opened.job());
  return { folder, write, installed, ...opened };
}

test('a worker of a recipe of the user is compared with that recipe, and upgraded from it', async () => {
  const { catalog, folder, write, installed } = await useOwnWorker();
  expect((await catalog.available()).workers).toMatchObject([
    { state: 'installed', reason: `It was installed from ${folder}.`, verdict: { from: folder }, installed },
  ]);
  const upgrade = () => catalog.perform({ operation: 'worker_upgrade', worker: 'tool' }, { jobId: 'job-1' });
  expect(await catalog.outdated()).toEqual([]);
  expect(await upgrade()).toMatchObject({ wasInstalled: true, installed: { id: installed.id } });

  await write('2.0');
  expect(await catalog.outdated()).toMatchObject([
    { workerId: 'tool', current: { version: '1.0' }, availableVersion: '2.0', from: folder },
  ]);
  expect(await upgrade()).toMatchObject({ wasInstalled: false, installed: { version: '2.0' } });
  expect(await catalog.outdated()).toEqual([]);

  // As they are listed: with the version, or without.
  for (const [name, version] of [
    ['tool@1.0', '1.0'],
    ['tool-v2.0-linux', '2.0'],
    ['tool', '2.0'],
  ] as const)
    expect(await catalog.select(name)).toMatchObject({ version });
});

test('whose recipe is gone is not said to be up to date', async () => {
  const { catalog, folder } = await useOwnWorker();
  await rm(folder, { recursive: true });
  const events: unknown[] = [];
  expect(await catalog.outdated({ onEvent: (event) => events.push(event) })).toEqual([]);
  expect(events).toMatchObject([{ type: 'sources-unchecked', workerId: 'tool' }]);
  const upgrading = catalog.perform({ operation: 'worker_upgrade', worker: 'tool' }, { jobId: 'job-1' });
  expect(await rejectionOf(upgrading)).toMatchObject({ code: 'RECIPE_NOT_FOUND' });
});
