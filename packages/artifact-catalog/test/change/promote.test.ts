import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { FilesystemCatalog, WorkerBinary } from '../../src/index.js';
import {
  openWorkers,
  readJson,
  stagedWorker,
  WORKER_ID,
  workerIn,
  writeRecord,
} from '../support/artifacts.js';

const PROMOTED = ['@staging/', `${WORKER_ID}/`, `${WORKER_ID}/bin/`, `${WORKER_ID}/bin/worker`];

describe('promote', () => {
  test('records and moves the staged folder in one step', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog), { record: true });
    expect(await listTree(catalog.root)).toStrictEqual([...PROMOTED, `${WORKER_ID}/metadata.json`]);
    expect(await readFile(workerIn(catalog).path, 'utf8')).toBe('program');
    expect((await stat(workerIn(catalog).path)).mode & 0o777).toBe(0o755);
    expect(await readJson(catalog.folderOf(WORKER_ID))).toMatchObject({
      artifact: { id: WORKER_ID },
      added_at: '2025-10-23T18:30:00Z',
      last_accessed: null,
    });
    await staging.dispose();
    expect(await catalog.get(WORKER_ID)).toStrictEqual(workerIn(catalog));
  });

  test('without a record leaves the recording to add', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog), { record: false });
    expect(await listTree(catalog.root)).toStrictEqual(PROMOTED);
    expect(await catalog.contains(WORKER_ID)).toBe(false);
    await catalog.add(workerIn(catalog));
    expect(await catalog.list()).toStrictEqual([workerIn(catalog)]);
  });

  test('takes a folder inside a staging folder, and one that its maker has made read-only', async () => {
    const catalog = await openWorkers();
    const staging = await catalog.createStagingFolder();
    const made = path.join(staging.path, 'pkg');
    await mkdir(path.join(made, 'bin'), { recursive: true });
    await writeFile(path.join(made, 'bin/worker'), 'x', { mode: 0o500 });
    await chmod(made, 0o500);
    await catalog.promote(made, workerIn(catalog), { record: true });
    expect(await catalog.contains(WORKER_ID)).toBe(true);
    await staging.dispose();
    expect(await listTree(catalog.root)).toStrictEqual([...PROMOTED, `${WORKER_ID}/metadata.json`]);
  });

  test('replaces a folder without a record, wholly', async () => {
    const catalog = await openWorkers();
    const old = path.join(catalog.folderOf(WORKER_ID), 'old');
    await mkdir(old, { recursive: true });
    await writeFile(path.join(old, 'file'), 'x');
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog), { record: true });
    expect(await listTree(catalog.root)).toStrictEqual([...PROMOTED, `${WORKER_ID}/metadata.json`]);
  });

  test.each([true, false])('refuses a recorded id and touches nothing (record: %s)', async (record) => {
    const catalog = await openWorkers();
    await writeRecord(catalog.folderOf(WORKER_ID), 'not JSON');
    const staging = await stagedWorker(catalog);
    const before = await listTree(catalog.root);
    expect(await rejectionOf(catalog.promote(staging.path, workerIn(catalog), { record }))).toMatchObject({
      code: 'ALREADY_EXISTS',
      message: `The artifact "${WORKER_ID}" already exists in the catalog.`,
    });
    expect(await listTree(catalog.root)).toStrictEqual(before);
  });

  test('refuses a file in the place of the folder', async () => {
    const catalog = await openWorkers();
    await writeFile(catalog.folderOf(WORKER_ID), 'precious');
    const staging = await stagedWorker(catalog);
    expect(
      await rejectionOf(catalog.promote(staging.path, workerIn(catalog), { record: true })),
    ).toMatchObject({
      code: 'ALREADY_EXISTS',
      message: `Something that is not a folder already exists at "${catalog.folderOf(WORKER_ID)}".`,
    });
    expect(await readFile(catalog.folderOf(WORKER_ID), 'utf8')).toBe('precious');
  });

  test('by many at once: exactly one wins, whole', async () => {
    const catalog = await openWorkers();
    await mkdir(path.join(catalog.folderOf(WORKER_ID), 'litter'), { recursive: true });
    const stagings = await Promise.all(
      Array.from({ length: 10 }, (_, index) => stagedWorker(catalog, `program ${index}`)),
    );
    const results = await Promise.allSettled(
      stagings.map((staging, index) =>
        catalog.promote(staging.path, { ...workerIn(catalog), version: `0.${index}` }, { record: true }),
      ),
    );
    const losers = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
    expect(losers).toStrictEqual(Array(9).fill('ALREADY_EXISTS'));
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect(await readFile(workerIn(catalog).path, 'utf8')).toBe(`program ${winner}`);
    expect((await catalog.get(WORKER_ID)).version).toBe(`0.${winner}`);
    await Promise.all(stagings.map((staging) => staging.dispose()));
    expect(await listTree(catalog.root)).toStrictEqual([...PROMOTED, `${WORKER_ID}/metadata.json`]);
  });

  test('that was killed before its last step leaves no visible entry', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog), { record: true });
    // What a killed promotion leaves: everything written, nothing renamed.
    const killed = await stagedWorker(catalog);
    await writeRecord(killed.path, await readJson(catalog.folderOf(WORKER_ID)));
    await catalog.remove(WORKER_ID);
    expect(await catalog.list()).toStrictEqual([]);
    expect(await catalog.problems()).toStrictEqual([]);
    const next = await stagedWorker(catalog);
    await catalog.promote(next.path, workerIn(catalog), { record: true });
    expect(await catalog.list()).toStrictEqual([workerIn(catalog)]);
  });
});

describe('promote refuses', () => {
  test('an artifact that could not be read back', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    const bad = { ...workerIn(catalog), size: -1 };
    expect(await rejectionOf(catalog.promote(staging.path, bad, { record: false }))).toMatchObject({
      code: 'INVALID_ARTIFACT',
    });
  });

  test.each([
    ['a relative folder', () => 'bin'],
    ['a folder elsewhere', () => useTempDir()],
    ['the catalog itself', (catalog: Workers) => catalog.root],
    ['the folder of all staging', (catalog: Workers) => path.join(catalog.root, '@staging')],
    ['a way out', (catalog: Workers) => path.join(catalog.root, '@staging/../..')],
    ['a folder that is not there', (catalog: Workers) => path.join(catalog.root, '@staging/none')],
    ['a link out', linkOut],
  ])('as staged folder %s', async (_, choose) => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    const folder = await choose(catalog);
    const before = await listTree(catalog.root);
    expect(await rejectionOf(catalog.promote(folder, workerIn(catalog), { record: true }))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `"${folder}" is not a folder below "${path.dirname(staging.path)}".`,
    });
    expect(await listTree(catalog.root)).toStrictEqual(before);
  });

  test.each([
    ['a path elsewhere', () => '/bin/sh'],
    ['the folder itself', (folder: string) => folder],
    ['a neighbour', (folder: string) => `${folder}-2/bin/worker`],
    ['a way out', (folder: string) => `${folder}/../x/bin/worker`],
    ['a detour', (folder: string) => `${folder}/bin/../bin/worker`],
    ['the record', (folder: string) => `${folder}/metadata.json`],
    ['the record in capitals', (folder: string) => `${folder}/METADATA.json`],
  ])('as program %s', async (_, choose) => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    const folder = catalog.folderOf(WORKER_ID);
    const bad = { ...workerIn(catalog), path: choose(folder) };
    expect(await rejectionOf(catalog.promote(staging.path, bad, { record: true }))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `The path "${bad.path}" of "${WORKER_ID}" names no program below "${folder}".`,
    });
  });

  test.each([
    ['is missing', async (program: string) => rm(program)],
    [
      'is a folder',
      async (program: string) => {
        await rm(program);
        await mkdir(program);
      },
    ],
    ['is a link out', (program: string) => replaceByLink(program, '/bin/sh')],
    ['is a link inside', (program: string) => replaceByLink(program, '../other')],
    ['dangles', (program: string) => replaceByLink(program, 'none')],
    ['is a loop', (program: string) => replaceByLink(program, 'worker')],
    ['is behind a linked folder', linkParentOut],
  ])('a program that %s', async (_, spoil) => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await writeFile(path.join(staging.path, 'other'), 'x');
    const program = path.join(staging.path, 'bin/worker');
    await spoil(program);
    const before = await listTree(catalog.root);
    expect(
      await rejectionOf(catalog.promote(staging.path, workerIn(catalog), { record: true })),
    ).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `"${program}" is not a regular file, or is reached over a link.`,
    });
    expect(await listTree(catalog.root)).toStrictEqual(before);
  });

  test.each([true, false])('a staged folder with a record of its own (record: %s)', async (record) => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await writeRecord(staging.path, {});
    expect(await rejectionOf(catalog.promote(staging.path, workerIn(catalog), { record }))).toMatchObject({
      code: 'INVALID_ARTIFACT',
      message: `"${staging.path}" already holds a metadata.json, which is the catalog's to write.`,
    });
    expect(await readJson(staging.path)).toStrictEqual({});
  });
});

type Workers = FilesystemCatalog<WorkerBinary>;

async function linkOut(catalog: Workers): Promise<string> {
  const link = path.join(catalog.root, '@staging/link');
  await symlink(await useTempDir(), link);
  return link;
}

async function replaceByLink(program: string, target: string): Promise<void> {
  await rm(program);
  await symlink(target, program);
}

async function linkParentOut(program: string): Promise<void> {
  const elsewhere = await useTempDir();
  await writeFile(path.join(elsewhere, 'worker'), 'x');
  await rm(path.dirname(program), { recursive: true });
  await symlink(elsewhere, path.dirname(program));
}
