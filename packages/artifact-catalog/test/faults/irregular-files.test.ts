import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { lockFileOf } from '../../src/change/lock-file.js';
import { openWorkers, stagedWorker, WORKER_ID, workerIn } from '../support/artifacts.js';

/** To open a FIFO without care is to wait for its other side for ever: a test that does so fails by its timeout. */
function makeFifo(file: string): void {
  execFileSync('mkfifo', [file]);
}

describe('a FIFO', { timeout: 5_000 }, () => {
  test('in the place of a record is a problem, and the artifact can be removed', async () => {
    const catalog = await openWorkers();
    await catalog.add(workerIn(catalog));
    const file = path.join(catalog.folderOf(WORKER_ID), 'metadata.json');
    await rm(file);
    makeFifo(file);
    expect(await catalog.list()).toStrictEqual([]);
    expect(await catalog.problems()).toMatchObject([{ code: 'UNREADABLE_METADATA' }]);
    expect(await rejectionOf(catalog.get(WORKER_ID))).toMatchObject({ code: 'UNREADABLE_METADATA' });
    expect(await rejectionOf(catalog.add(workerIn(catalog)))).toMatchObject({ code: 'ALREADY_EXISTS' });
    await catalog.remove(WORKER_ID);
    expect(await catalog.problems()).toStrictEqual([]);
  });

  test('in the place of a lock is refused with what to do', async () => {
    const catalog = await openWorkers();
    const file = lockFileOf(catalog.root, `lock ${WORKER_ID}`);
    await mkdir(path.dirname(file));
    makeFifo(file);
    for (const wait of [true, false])
      expect(await rejectionOf(catalog.lock(WORKER_ID, { wait }))).toMatchObject({
        code: 'IO',
        cause: { code: 'EFTYPE' },
        hint: expect.stringContaining(file),
      });
    expect(await catalog.sweep()).toStrictEqual([]);
  });

  test('in a staged folder is no obstacle to syncing it, and in the place of the program is refused', async () => {
    const catalog = await openWorkers();
    const staging = await stagedWorker(catalog);
    makeFifo(path.join(staging.path, 'fifo'));
    await catalog.promote(staging.path, workerIn(catalog), { record: true });
    expect((await catalog.usage()).artifacts).toHaveLength(1);
    const other = await stagedWorker(catalog);
    await rm(path.join(other.path, 'bin/worker'));
    makeFifo(path.join(other.path, 'bin/worker'));
    expect(
      await rejectionOf(catalog.promote(other.path, workerIn(catalog, 'other'), { record: true })),
    ).toMatchObject({ code: 'INVALID_ARTIFACT' });
    await other.dispose();
  });

  test.each(['@staging', '@locks', '@replaced', 'stray'])(
    'in the place of %s is said or ignored',
    async (name) => {
      const catalog = await openWorkers();
      await catalog.add(workerIn(catalog));
      await rm(path.join(catalog.root, name), { recursive: true, force: true });
      makeFifo(path.join(catalog.root, name));
      expect(await catalog.list()).toHaveLength(1);
      expect(await catalog.get(WORKER_ID)).toStrictEqual(workerIn(catalog));
      expect((await catalog.problems()).map(({ code }) => code)).toStrictEqual(
        name === 'stray' ? ['FOREIGN_ENTRY'] : [],
      );
      expect(await catalog.sweep()).toStrictEqual([]);
      const ends = await Promise.allSettled([
        catalog.lock('x').then((giveBack) => giveBack()),
        catalog.usage(),
      ]);
      for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'IO' });
    },
  );
});
