import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identityText, ownIdentity } from '@rbee-internal/system/process';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { openWorkers, stagedWorker } from '../support/artifacts.js';
import { leaveLitter } from '../support/scenarios.js';

test('removes what dead processes left and answers what it was', async () => {
  const catalog = await openWorkers();
  const litter = await leaveLitter(catalog);
  expect(await catalog.sweep()).toStrictEqual(litter);
  expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  expect(await catalog.sweep()).toStrictEqual([]);
});

test('never touches what is of a live process, of another machine, or not the catalog’s', async () => {
  const catalog = await openWorkers();
  const staging = await stagedWorker(catalog);
  const giveBack = await catalog.lock('x');
  const elsewhere = { ...(await ownIdentity()), pid: 1, boot: '0'.repeat(12), host: '0'.repeat(12) };
  await mkdir(path.join(catalog.root, '@staging', `${'1'.repeat(20)}-${identityText(elsewhere)}`));
  await mkdir(path.join(catalog.root, '@staging/foreign'));
  await writeFile(path.join(catalog.root, '@locks/foreign'), '');
  const before = await listTree(catalog.root);
  expect(await catalog.sweep()).toStrictEqual([]);
  expect(await listTree(catalog.root)).toStrictEqual(before);
  await giveBack();
  await staging.dispose();
});

test('by many at once removes everything once', async () => {
  const catalog = await openWorkers(path.join(await useTempDir(), 'workers'));
  await leaveLitter(catalog);
  const catalogs = await Promise.all(Array.from({ length: 5 }, () => openWorkers(catalog.root)));
  await Promise.all(catalogs.map((each) => each.sweep()));
  expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
});
