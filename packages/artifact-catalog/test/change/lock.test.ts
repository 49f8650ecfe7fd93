import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownIdentity } from '@rbee-internal/system/process';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test, vi } from 'vitest';
import { lockFileOf, takeLockFile } from '../../src/change/lock-file.js';
import type { LockHolder } from '../../src/index.js';
import { catalogPlace, NOW, openWorkers, stagedWorker, WORKER_ID, workerIn } from '../support/artifacts.js';
import { useChildren } from '../support/children.js';

const startChild = useChildren();

describe('lock', () => {
  test('is held by one at a time in a process, in the order of asking', async () => {
    const catalog = await openWorkers();
    const again = await openWorkers(catalog.root);
    const order: string[] = [];
    const work = async (name: string) => {
      const giveBack = await (name === 'b' ? again : catalog).lock(WORKER_ID);
      order.push(`${name} begins`);
      await delay(10);
      order.push(`${name} ends`);
      await giveBack();
    };
    await Promise.all(['a', 'b', 'c'].map(work));
    expect(order).toStrictEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  });

  test('keeps ids apart, and is no obstacle to the calls that are made under it', async () => {
    const catalog = await openWorkers();
    const giveBack = await catalog.lock(WORKER_ID);
    const giveBackOther = await catalog.lock('other', { wait: false });
    const staging = await stagedWorker(catalog);
    await catalog.promote(staging.path, workerIn(catalog), { record: false });
    await catalog.add(workerIn(catalog));
    await catalog.remove(WORKER_ID);
    expect(await catalog.problems()).toStrictEqual([]);
    await giveBackOther();
    await Promise.all([giveBack(), giveBack()]);
    await giveBack();
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  });

  test('without waiting is BUSY and says who holds it', async () => {
    const catalog = await openWorkers();
    const giveBack = await catalog.lock(WORKER_ID, { label: 'a build' });
    expect(await rejectionOf(catalog.lock(WORKER_ID, { wait: false }))).toMatchObject({
      code: 'BUSY',
      message: expect.stringContaining(`"${WORKER_ID}" is locked by process ${process.pid}`),
      hint: expect.stringContaining(path.join(catalog.root, '@locks')),
    });
    await giveBack();
    await (await catalog.lock(WORKER_ID, { wait: false }))();
  });

  test('says once whom it waits for, and ends waiting when it is cancelled', async () => {
    const catalog = await openWorkers();
    const giveBack = await catalog.lock(WORKER_ID, { label: 'a build' });
    const holders: LockHolder[] = [];
    const controller = new AbortController();
    const options = { signal: controller.signal, onWait: (holder: LockHolder) => holders.push(holder) };
    const waiting = rejectionOf(catalog.lock(WORKER_ID, options));
    const next = catalog.lock(WORKER_ID);
    await delay(20);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(holders).toMatchObject([{ pid: process.pid, since: NOW, label: 'a build' }]);
    await giveBack();
    await (await next)();
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  });

  test('what onWait throws ends the call and not the queue', async () => {
    const catalog = await openWorkers();
    const giveBack = await catalog.lock(WORKER_ID);
    const mistake = new Error('mistake');
    const failing = catalog.lock(WORKER_ID, {
      onWait: () => {
        throw mistake;
      },
    });
    expect(await rejectionOf(failing)).toBe(mistake);
    const next = catalog.lock(WORKER_ID);
    await giveBack();
    await (await next)();
  });

  test('refuses a hostile id', async () => {
    const catalog = await openWorkers();
    expect(await rejectionOf(catalog.lock('..'))).toMatchObject({ code: 'INVALID_ID' });
  });
});

describe('among processes', () => {
  test('one at a time counts up', { timeout: 60_000 }, async () => {
    const catalog = await openWorkers();
    const file = path.join(await useTempDir(), 'count');
    await writeFile(file, '0');
    const children = Array.from({ length: 8 }, () => startChild('count', catalog.root, file, '5'));
    const ends = await Promise.all(children.map(({ end }) => end));
    expect(ends).toStrictEqual(Array(8).fill({ code: 0, signal: null, output: '' }));
    expect(await readFile(file, 'utf8')).toBe('40');
    expect(await listTree(catalog.root)).toStrictEqual(['@staging/']);
  });

  test('a holder that is killed gives way, to one of many at a time', { timeout: 60_000 }, async () => {
    const catalog = await openWorkers();
    const child = startChild('hold', catalog.root);
    await vi.waitFor(() => readFile(path.join(catalog.root, '@staging/is-held')), { timeout: 30_000 });
    const busy = await rejectionOf(catalog.lock('held', { wait: false }));
    expect(busy).toMatchObject({
      code: 'BUSY',
      message: expect.stringMatching(
        `^"held" is locked by process ${child.process.pid} of ".*" \\("a long build"\\)`,
      ),
    });
    const holders: LockHolder[] = [];
    const places = await Promise.all(Array.from({ length: 5 }, () => catalogPlace(catalog.root)));
    let held = 0;
    const waiting = places.map(async (place) => {
      const file = lockFileOf(catalog.root, 'lock held');
      const onWait = (holder: LockHolder) => holders.push(holder);
      const giveBack = await takeLockFile(place, {
        file,
        subject: 'held',
        wait: true,
        onWait,
        signal: undefined,
      });
      held += 1;
      expect(held).toBe(1);
      await delay(5);
      held -= 1;
      await giveBack();
    });
    await vi.waitFor(() => expect(holders.length).toBeGreaterThanOrEqual(5));
    expect(holders[0]).toMatchObject({ pid: child.process.pid, label: 'a long build' });
    child.process.kill('SIGKILL');
    await Promise.all(waiting);
    expect((await listTree(catalog.root)).filter((name) => name.startsWith('@locks'))).toStrictEqual([]);
  });
});

describe('a lock file', () => {
  test('of a process whose pid another has now is free', async () => {
    const { catalog, file } = await lockFileWith({ start: '1' });
    await (await catalog.lock(WORKER_ID, { wait: false }))();
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

async function lockFileWith(change: object) {
  const catalog = await openWorkers();
  const file = lockFileOf(catalog.root, `lock ${WORKER_ID}`);
  await mkdir(path.dirname(file));
  const holder = { subject: WORKER_ID, ...(await ownIdentity()), machine: 'there', since: NOW };
  await writeFile(file, JSON.stringify({ ...holder, ...change }));
  return { catalog, file };
}
