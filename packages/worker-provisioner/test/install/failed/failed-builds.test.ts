import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { openFailedBuilds, sweepFailed } from '../../../src/install/failed/failed-builds.js';
import { writeFailed } from '../../../src/install/failed/failed-folder.js';

const NOW = '2026-11-30T12:00:00.000Z';

async function setUp() {
  const catalog = await FilesystemCatalog.open({ root: await useTempDir(), codec: workerBinaryCodec });
  const context = { catalog, now: () => new Date(NOW) };
  const root = path.join(catalog.root, '@cache/failed');
  const add = async (worker: string, facts: { failedAt: string; bytes?: number; until?: string }) => {
    const folder = path.join(root, `${worker}-0123456789abcdef`);
    await mkdir(folder, { recursive: true });
    const defaults = { bytes: 10, until: '2026-12-05T12:00:00.000Z', inputs: '', sources: [] };
    await writeFailed(folder, { ...defaults, ...facts, phase: 'build' });
  };
  return { catalog, context, root, add };
}

test('only the newest three stay, none too long, and not what has no facts', async () => {
  const { context, root, add } = await setUp();
  for (const hour of [1, 2, 3, 4]) await add(`w${hour}`, { failedAt: `2026-11-30T0${hour}:00:00.000Z` });
  await add('late', { failedAt: '2026-11-30T05:00:00.000Z', until: NOW.replace('T12', 'T11') });
  await mkdir(path.join(root, 'half-0123456789abcdef'));
  await mkdir(path.join(root, 'not ours'));
  const elsewhere = await useTempDir();
  await writeFile(path.join(elsewhere, 'file'), '');
  await symlink(elsewhere, path.join(root, 'link-0123456789abcdef'));
  await sweepFailed(context, 'other');
  expect((await readdir(root)).map((name) => name.split('-')[0])).toEqual(['w3', 'w4']);
  expect(await readdir(elsewhere)).toEqual(['file']);
});

test('those that take too much go, the oldest first; the newest stays', async () => {
  const { context, root, add } = await setUp();
  const large = 15 * 1024 ** 3;
  await add('new', { failedAt: '2026-11-30T03:00:00.000Z', bytes: 2 * large });
  await add('old', { failedAt: '2026-11-30T02:00:00.000Z' });
  await sweepFailed(context, 'other');
  expect(await readdir(root)).toEqual(['new-0123456789abcdef']);
});

test('all can be removed but what an installation goes on with', async () => {
  const { catalog, context, root, add } = await setUp();
  await add('one', { failedAt: '2026-11-30T01:00:00.000Z' });
  await add('two', { failedAt: '2026-11-30T02:00:00.000Z' });
  const builds = openFailedBuilds(context);
  expect(await builds.list()).toMatchObject([
    { workerId: 'two', phase: 'build', bytes: 10, folder: path.join(root, 'two-0123456789abcdef') },
    { workerId: 'one' },
  ]);
  const release = await catalog.lock('two', {});
  expect(await builds.prune({ dryRun: true })).toHaveLength(2);
  expect(await builds.prune()).toMatchObject([{ workerId: 'one' }]);
  await release();
  expect(await builds.prune()).toMatchObject([{ workerId: 'two' }]);
  expect(await readdir(root)).toEqual([]);
});
