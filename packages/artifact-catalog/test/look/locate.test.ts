import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import {
  openWorkers,
  readJson,
  stagedWorker,
  WORKER_ID,
  workerIn,
  writeRecord,
} from '../support/artifacts.js';

/** A catalog with a worker and, beside it, a folder that is not the worker's. */
async function useWorker() {
  const root = path.join(await useTempDir(), 'workers');
  const catalog = await openWorkers(root);
  const staging = await stagedWorker(catalog);
  await catalog.promote(staging.path, workerIn(catalog), { record: true });
  const folder = catalog.folderOf(WORKER_ID);
  await mkdir(path.join(root, '../other/deep'), { recursive: true });
  await writeFile(path.join(root, '../other/program'), '');
  const locate = (program: string) => catalog.locate({ ...workerIn(catalog), path: program });
  return { root, catalog, folder, locate };
}

describe('locate', () => {
  test('the program is inside, one that is not there is missing', async () => {
    const { folder, locate } = await useWorker();
    expect(await locate(path.join(folder, 'bin/worker'))).toBe('inside');
    expect(await locate(path.join(folder, 'bin/other'))).toBe('missing');
    expect(await locate(path.join(folder, 'bin/worker/below-a-file'))).toBe('missing');
    expect(await locate(path.join(folder, 'bin/../bin/worker'))).toBe('inside');
  });

  test.each([
    ['another program', '/usr/bin/touch'],
    ['something that is not there', '/nowhere/program'],
    ['its root', '..'],
    ['itself', '.'],
    ['a way out', '../../other/program'],
    ['a way out to nothing', '../../other/nothing'],
    ['a neighbour that begins with its name', `../${WORKER_ID}-more/program`],
    ['no text that a path can be', 'bin/wor\0ker'],
  ])('%s is outside', async (_, program) => {
    const { folder, locate } = await useWorker();
    expect(await locate(path.isAbsolute(program) ? program : `${folder}/${program}`)).toBe('outside');
    expect(await locate('bin/worker')).toBe('outside');
  });

  test('links are followed as the kernel follows them', async () => {
    const { folder, locate, root } = await useWorker();
    const at = (name: string) => path.join(folder, name);
    await symlink('bin/worker', at('within'));
    await symlink('../../other/program', at('out'));
    await symlink('../../other', at('out-folder'));
    await symlink('../../other/nothing', at('dangling'));
    await symlink('loop', at('loop'));
    await symlink('bin', at('in-folder'));
    await symlink(path.join(root, '../other/deep'), at('a'));
    expect(await locate(at('within'))).toBe('inside');
    expect(await locate(at('in-folder/worker'))).toBe('inside');
    expect(await locate(at('out'))).toBe('outside');
    expect(await locate(at('out-folder/program'))).toBe('outside');
    expect(await locate(at('out-folder/nothing'))).toBe('outside');
    expect(await locate(at('dangling'))).toBe('outside');
    expect(await locate(at('dangling/more'))).toBe('outside');
    expect(await locate(at('loop'))).toBe('outside');
    // By text `a/../bin/worker` is the program; the kernel goes to where `a` leads, and up from there.
    expect(await locate(`${folder}/a/../program`)).toBe('outside');
    expect(await locate(`${folder}/a/../bin/worker`)).toBe('outside');
    expect(await locate(`${folder}/nothing/../../../other/program`)).toBe('outside');
  });

  test('a root behind a link works by either name', async () => {
    const { root, catalog } = await useWorker();
    const alias = path.join(await useTempDir(), 'alias');
    await symlink(root, alias);
    const again = await openWorkers(alias);
    expect(await again.locate(await again.get(WORKER_ID))).toBe('inside');
    expect(await catalog.locate(workerIn(again))).toBe('inside');
    expect(await again.locate(workerIn(again))).toBe('inside');
    expect(await again.problems()).toStrictEqual([]);
  });

  test('a link in the place of the artifact’s folder is not its folder', async () => {
    const { catalog, root } = await useWorker();
    await symlink(WORKER_ID, path.join(root, 'alias'));
    expect(await catalog.locate(workerIn(catalog, 'alias'))).toBe('missing');
    expect(await catalog.locate({ ...workerIn(catalog, 'alias'), path: '/usr/bin/touch' })).toBe('outside');
  });
});

test('an artifact whose path leads out stays listed, and is a problem', async () => {
  const { catalog, folder } = await useWorker();
  const record = JSON.parse(JSON.stringify(await readJson(folder)));
  for (const program of ['/usr/bin/touch', `${folder}/../../other/program`]) {
    record.artifact.path = program;
    await writeRecord(folder, record);
    expect(await catalog.list()).toMatchObject([{ id: WORKER_ID, path: program }]);
    expect(await catalog.get(WORKER_ID)).toMatchObject({ path: program });
    expect(await catalog.problems()).toStrictEqual([
      { folder, code: 'PATH_OUTSIDE', message: `Its path "${program}" leads out of its folder.` },
    ]);
  }
  await catalog.remove(WORKER_ID);
  expect(await readdir(path.join(folder, '../../other'))).toStrictEqual(['deep', 'program']);
});
