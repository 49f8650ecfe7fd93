import { chmod, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { openWorkers, stagedWorker, WORKER_ID, workerIn } from '../support/artifacts.js';

describe('createStagingFolder', () => {
  test('makes a private folder that no one can guess', async () => {
    const catalog = await openWorkers();
    const first = await catalog.createStagingFolder();
    const second = await catalog.createStagingFolder();
    const staging = path.join(catalog.root, '@staging');
    for (const folder of [first.path, second.path]) {
      expect(path.dirname(folder)).toBe(staging);
      expect(path.basename(folder)).toMatch(new RegExp(`^[0-9a-f]{20}-${process.pid}-`));
      expect((await stat(folder)).mode & 0o7777).toBe(0o700);
    }
    expect(first.path).not.toBe(second.path);
    expect((await stat(staging)).mode & 0o7777).toBe(0o700);
    expect(await catalog.problems()).toStrictEqual([]);
  });

  test('closes a staging root that is open to others', async () => {
    const catalog = await openWorkers();
    const staging = path.join(catalog.root, '@staging');
    await mkdir(staging);
    await chmod(staging, 0o777);
    await catalog.createStagingFolder();
    expect((await stat(staging)).mode & 0o7777).toBe(0o700);
  });

  test('refuses a link in the place of the staging root', async () => {
    const catalog = await openWorkers();
    const elsewhere = await useTempDir();
    const staging = path.join(catalog.root, '@staging');
    await symlink(elsewhere, staging);
    expect(await rejectionOf(catalog.createStagingFolder())).toMatchObject({
      code: 'IO',
      message: expect.stringContaining(`EFTYPE: it is not a folder, open '${staging}'`),
    });
    expect(await listTree(elsewhere)).toStrictEqual([]);
  });
});

describe('dispose', () => {
  test('removes the folder wholly, once or many times', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await writeFile(path.join(staging.path, 'bin/worker'), 'x');
    await chmod(path.join(staging.path, 'bin'), 0o500);
    await Promise.all([staging.dispose(), staging.dispose()]);
    await staging.dispose();
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  });

  test('leaves a promoted artifact alone', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog), { record: true });
    await staging.dispose();
    expect(await catalog.contains(WORKER_ID)).toBe(true);
  });

  test('does not mind that the catalog has gone', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    await rm(catalog.root, { recursive: true });
    expect(await staging.dispose()).toBeUndefined();
  });
});
