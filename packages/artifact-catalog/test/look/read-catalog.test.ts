import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { openWorkers, recordOfNotes, WORKER_ID, workerIn, writeRecord } from '../support/artifacts.js';

test('corrupt and foreign entries are told, hide nothing and are left alone', async () => {
  const catalog = await openWorkers();
  const at = (name: string) => path.join(catalog.root, name);
  for (const id of ['b', 'a/b', 'Z', WORKER_ID]) await catalog.add(workerIn(catalog, id));
  const record = recordOfNotes('/x');
  await writeFile(at('file'), 'x');
  await symlink(catalog.folderOf('b'), at('link'));
  await mkdir(at('Capital'));
  await mkdir(at('missing'));
  await writeRecord(at('no-json'), '{"artifact":');
  await writeRecord(at('empty'), '');
  await writeRecord(at('too-large'), ' '.repeat(1_048_577));
  await writeRecord(at('wrong'), { artifact: { ...record.artifact, id: 'wrong', size: 'big' } });
  await writeRecord(at('other'), record);
  await writeRecord(at('Older'), { ...record, artifact: { ...record.artifact, id: 'Older' } });
  await writeRecord(at('dots'), { ...record, artifact: { ...record.artifact, id: '..' } });
  await mkdir(at('folder/metadata.json'), { recursive: true });
  await mkdir(at('linked'));
  await symlink(path.join(catalog.folderOf('b'), 'metadata.json'), at('linked/metadata.json'));
  await mkdir(at('pipe'));
  execFileSync('mkfifo', [at('pipe/metadata.json')]);
  const before = await listTree(catalog.root);

  expect((await catalog.list()).map(({ id }) => id)).toStrictEqual(['Z', 'a/b', 'b', WORKER_ID]);
  expect((await catalog.problems()).map(({ folder, code }) => [path.basename(folder), code])).toStrictEqual([
    ['Capital', 'FOREIGN_ENTRY'],
    ['Older', 'ID_MISMATCH'],
    ['dots', 'ID_MISMATCH'],
    ['empty', 'UNREADABLE_METADATA'],
    ['file', 'FOREIGN_ENTRY'],
    ['folder', 'UNREADABLE_METADATA'],
    ['link', 'FOREIGN_ENTRY'],
    ['linked', 'UNREADABLE_METADATA'],
    ['missing', 'MISSING_METADATA'],
    ['no-json', 'UNREADABLE_METADATA'],
    ['other', 'ID_MISMATCH'],
    ['pipe', 'UNREADABLE_METADATA'],
    ['too-large', 'UNREADABLE_METADATA'],
    ['wrong', 'INVALID_METADATA'],
  ]);
  expect(await listTree(catalog.root)).toStrictEqual(before);
});

test('a problem says what is wrong and where', async () => {
  const catalog = await openWorkers();
  const folder = catalog.folderOf('wrong');
  await writeRecord(folder, { artifact: { ...recordOfNotes('/x').artifact, platform: 'Plan9' } });
  expect(await catalog.problems()).toStrictEqual([
    {
      folder,
      code: 'INVALID_METADATA',
      message: `"${folder}/metadata.json" does not record an artifact: artifact.platform: expected "Linux", "MacOS" or "Windows".`,
    },
  ]);
});

test('temporary files beside a record are no record', async () => {
  const catalog = await openWorkers();
  const folder = catalog.folderOf(WORKER_ID);
  await mkdir(folder);
  await writeFile(path.join(folder, '.metadata.json.0123456789abcdef'), '{"artifact":');
  expect(await catalog.contains(WORKER_ID)).toBe(false);
  expect(await catalog.problems()).toMatchObject([{ folder, code: 'MISSING_METADATA' }]);
  await catalog.add(workerIn(catalog));
  expect(await catalog.list()).toStrictEqual([workerIn(catalog)]);
});

test('a list is whole while others add and remove', async () => {
  const catalog = await openWorkers();
  const stable = Array.from({ length: 30 }, (_, index) => `stable-${index}`);
  for (const id of stable) await catalog.add(workerIn(catalog, id));
  const churn = async (id: string) => {
    for (let round = 0; round < 10; round += 1) {
      await catalog.add(workerIn(catalog, id));
      await catalog.remove(id);
    }
  };
  let isChurning = true;
  const churning = Promise.all(['x', 'y', 'z'].map(churn)).finally(() => {
    isChurning = false;
  });
  while (isChurning) {
    const ids = (await catalog.list()).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('stable-'))).toStrictEqual([...stable].sort());
  }
  await churning;
  expect(await catalog.count()).toBe(30);
});
