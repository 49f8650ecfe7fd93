import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWorkers, stagedWorker, WORKER_ID, workerIn } from '../support/artifacts.js';
import { becomeOrdinaryUser } from '../support/ordinary-user.js';

test('read-only folders, even without permission to look into them, are removed', async () => {
  const catalog = await openWorkersAsOrdinaryUser();
  await catalog.add(workerIn(catalog));
  const staging = await stagedWorker(catalog);
  for (const folder of [catalog.folderOf(WORKER_ID), staging.path]) {
    await mkdir(path.join(folder, 'deep/er'), { recursive: true });
    await writeFile(path.join(folder, 'deep/er/file'), 'x', { mode: 0o400 });
    await chmod(path.join(folder, 'deep/er'), 0o000);
    await chmod(path.join(folder, 'deep'), 0o500);
    await chmod(folder, 0o500);
  }
  await expect(writeFile(path.join(staging.path, 'x'), '')).rejects.toMatchObject({ code: 'EACCES' });
  await staging.dispose();
  await catalog.remove(WORKER_ID);
  expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
});

test('a staged folder and an unrecorded one that are read-only are no obstacle', async () => {
  const catalog = await openWorkersAsOrdinaryUser();
  await mkdir(path.join(catalog.folderOf(WORKER_ID), 'old'), { recursive: true });
  await chmod(catalog.folderOf(WORKER_ID), 0o500);
  const staging = await stagedWorker(catalog);
  await chmod(staging.path, 0o500);
  await catalog.promote(staging.path, workerIn(catalog), { record: true });
  expect(await catalog.list()).toStrictEqual([workerIn(catalog)]);
  expect((await stat(catalog.folderOf(WORKER_ID))).mode & 0o777).toBe(0o700);
  expect(await listTree(path.join(catalog.root, '@staging'))).toStrictEqual([]);
});

test('a read-only artifact is still read, without last_accessed', async () => {
  const catalog = await openWorkersAsOrdinaryUser();
  await catalog.add(workerIn(catalog));
  const file = path.join(catalog.folderOf(WORKER_ID), 'metadata.json');
  const before = await readFile(file, 'utf8');
  await chmod(catalog.folderOf(WORKER_ID), 0o500);
  expect(await catalog.get(WORKER_ID)).toStrictEqual(workerIn(catalog));
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('a record without read permission is a problem, not a failure', async () => {
  const catalog = await openWorkersAsOrdinaryUser();
  for (const id of [WORKER_ID, 'closed']) await catalog.add(workerIn(catalog, id));
  await chmod(path.join(catalog.folderOf('closed'), 'metadata.json'), 0o000);
  expect(await catalog.list()).toStrictEqual([workerIn(catalog)]);
  expect(await catalog.problems()).toMatchObject([{ code: 'UNREADABLE_METADATA' }]);
  expect(await rejectionOf(catalog.get('closed'))).toMatchObject({
    code: 'UNREADABLE_METADATA',
    cause: { code: 'EACCES' },
  });
});

test('a read-only catalog says what to do', async () => {
  const catalog = await openWorkersAsOrdinaryUser();
  await chmod(catalog.root, 0o500);
  expect(await rejectionOf(catalog.add(workerIn(catalog)))).toMatchObject({
    code: 'IO',
    message: expect.stringContaining(
      `Could not record the artifact "${catalog.folderOf(WORKER_ID)}": EACCES`,
    ),
    hint: 'Give yourself permission to read and write the folder.',
    cause: { code: 'EACCES' },
  });
  expect(await rejectionOf(catalog.createStagingFolder())).toMatchObject({ code: 'IO' });
  expect(await listTree(catalog.root)).toStrictEqual([]);
});

async function openWorkersAsOrdinaryUser() {
  const folder = await useTempDir();
  await becomeOrdinaryUser([folder]);
  return openWorkers(path.join(folder, 'workers'));
}

describe('what the system refuses is said, and is not an empty catalog', () => {
  const READS: [string, (catalog: Awaited<ReturnType<typeof openWorkers>>) => Promise<unknown>][] = [
    ['list', (catalog) => catalog.list()],
    ['problems', (catalog) => catalog.problems()],
    ['count', (catalog) => catalog.count()],
    ['isEmpty', (catalog) => catalog.isEmpty()],
    ['get', (catalog) => catalog.get(WORKER_ID)],
    ['contains', (catalog) => catalog.contains(WORKER_ID)],
    ['remove', (catalog) => catalog.remove(WORKER_ID)],
    ['usage', (catalog) => catalog.usage()],
    ['sweep', (catalog) => catalog.sweep()],
  ];

  test.each(READS.flatMap(([name, read]) => [0o000, 0o600].map((mode) => ({ name, read, mode }))))(
    '$name of a root of mode $mode',
    async ({ read, mode }) => {
      const catalog = await openWorkersAsOrdinaryUser();
      await catalog.add(workerIn(catalog));
      await chmod(catalog.root, mode);
      onTestFinished(() => chmod(catalog.root, 0o700));
      expect(await rejectionOf(read(catalog))).toMatchObject({ code: 'IO', cause: { code: 'EACCES' } });
    },
  );

  test('a record or a folder that may not be read is a problem', async () => {
    const catalog = await openWorkersAsOrdinaryUser();
    const folder = catalog.folderOf(WORKER_ID);
    await catalog.add(workerIn(catalog));
    for (const target of [path.join(folder, 'metadata.json'), folder]) {
      await chmod(target, 0o000);
      expect(await catalog.problems()).toMatchObject([
        { folder, code: 'UNREADABLE_METADATA', message: expect.stringContaining('EACCES') },
      ]);
      await chmod(target, 0o700);
    }
  });

  test('usage names what it could not look into', async () => {
    const catalog = await openWorkersAsOrdinaryUser();
    await catalog.add(workerIn(catalog));
    const hidden = path.join(catalog.folderOf(WORKER_ID), 'hidden');
    await mkdir(hidden);
    await chmod(hidden, 0o000);
    onTestFinished(() => chmod(hidden, 0o700));
    expect(await catalog.usage()).toMatchObject({ unreadable: [hidden] });
  });
});
