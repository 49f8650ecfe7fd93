import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rmdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTestClock, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { type FileSystemStep, watchingSteps } from '@rbee-internal/test-kit/file-system';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isLocked, type LockHolder, removeDeadLock, takeLock } from '../../src/files/index.js';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../../src/process/index.js';

const BUSY = new Error('busy');
const MINUTE = 60_000;

/** A lock in folders of its own, with a clock and processes that the test decides about. */
async function useLock(starts: Record<number, string> = {}) {
  const root = await useTempDir();
  const file = path.join(root, 'locks/a');
  const clock = createTestClock(Date.now());
  const owner = await ownIdentity();
  const table = {
    look: (pid: number) => {
      const start = pid === process.pid ? owner.start : starts[pid];
      return start === undefined ? ('gone' as const) : { start };
    },
    system: () => ({ boot: '', namespace: '' }),
  };
  const place = {
    ...{ file, owner, clock },
    temporaryFolder: path.join(root, 'temporary'),
    liveness: (other: ProcessIdentity, self: ProcessIdentity) => livenessOf(other, self, table),
  };
  const request = { ...place, subject: 'a thing', busy: () => BUSY };
  const leave = async (change: object = {}, age = 0) => {
    await mkdir(path.dirname(file), { recursive: true });
    const record = { subject: 'a thing', ...owner, machine: 'here', since: '2026-01-01T00:00:00Z' };
    await writeFile(file, JSON.stringify({ ...record, ...change }));
    await setAge(file, clock.now() - age);
  };
  return { root, file, clock, owner, place, request, leave, starts };
}

async function setAge(file: string, at: number): Promise<void> {
  await utimes(file, at / 1_000, at / 1_000);
}

describe('takeLock', () => {
  test('is held until it is given back, which may be done again', async () => {
    const { request, file, place, root } = await useLock();
    const giveBack = await takeLock({ ...request, label: 'a build' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...request.owner, label: 'a build' });
    expect(await isLocked(place)).toBe(true);
    expect(await rejectionOf(takeLock({ ...request, wait: false }))).toBe(BUSY);
    await giveBack();
    await giveBack();
    expect(await isLocked(place)).toBe(false);
    expect(await readdir(root, { recursive: true })).toStrictEqual(['locks', 'temporary']);
  });

  test('no two holdings are alike, be they of one process and one moment', async () => {
    const { request, file } = await useLock();
    const texts: string[] = [];
    for (let holding = 0; holding < 2; holding += 1) {
      const giveBack = await takeLock(request);
      texts.push(await readFile(file, 'utf8'));
      await giveBack();
    }
    expect(texts[0]).not.toBe(texts[1]);
  });

  test('given back late, after another took it over, leaves the lock of that one', async () => {
    const { request, leave, file } = await useLock({ 18: '200' });
    const giveBack = await takeLock(request);
    await leave({ pid: 18, start: '200' });
    await giveBack();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: 18 });
  });

  test.each(['locks', 'temporary'])(
    'is taken though another removes the folder %s meanwhile',
    async (name) => {
      const { request, root } = await useLock();
      const folder = path.join(root, name);
      let removals = 0;
      const before = async (step: FileSystemStep) => {
        const isNext = path.dirname(step.to ?? step.path) === folder && ['open', 'link'].includes(step.name);
        if (!isNext || removals === 3) return;
        removals += 1;
        await rmdir(folder);
      };
      await (await watchingSteps(before, () => takeLock(request)))();
      expect(removals).toBe(3);
    },
  );

  test('in a folder that is also the temporary one, and goes with its last lock', async () => {
    const { request, root } = await useLock();
    const folder = path.join(root, 'only');
    const take = async (name: string) => {
      const place = { temporaryFolder: folder, file: path.join(folder, name), removesFolder: true };
      await (await takeLock({ ...request, ...place }))();
    };
    for (let round = 0; round < 20; round += 1)
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => take(name)));
    expect(await readdir(root)).toStrictEqual([]);
  });

  test('reports whom it waits for, once for each holder', async () => {
    const { request, clock } = await useLock();
    const holders: LockHolder[] = [];
    const giveBack = await takeLock({ ...request, label: 'first' });
    const waiting = takeLock({ ...request, onWait: (holder) => holders.push(holder) });
    await clock.sleepers(1);
    clock.advance(100);
    await clock.sleepers(1);
    await giveBack();
    const giveBackNext = await clock.run(waiting);
    expect(holders).toStrictEqual([
      {
        file: request.file,
        pid: process.pid,
        machine: expect.any(String),
        since: expect.any(String),
        label: 'first',
      },
    ]);
    await giveBackNext();
  });

  test('what onWait throws, and a signal, end the call', async () => {
    const { request, clock, root } = await useLock();
    const giveBack = await takeLock(request);
    const mistake = new Error('mistake');
    const onWait = () => {
      throw mistake;
    };
    expect(await rejectionOf(takeLock({ ...request, onWait }))).toBe(mistake);
    const controller = new AbortController();
    const waiting = rejectionOf(takeLock({ ...request, signal: controller.signal }));
    await clock.sleepers(1);
    controller.abort(BUSY);
    expect(await waiting).toBe(BUSY);
    await giveBack();
    expect(await readdir(root, { recursive: true })).toStrictEqual(['locks', 'temporary']);
  });

  test('the folder goes with the last lock where that is asked for', async () => {
    const { request, root } = await useLock();
    const giveBack = await takeLock({ ...request, removesFolder: true });
    const other = { ...request, file: path.join(root, 'locks/b'), removesFolder: true };
    const giveBackOther = await takeLock(other);
    await giveBack();
    expect(await readdir(path.join(root, 'locks'))).toStrictEqual(['b']);
    await giveBackOther();
    expect(await readdir(root)).toStrictEqual(['temporary']);
  });

  test('is touched while it is held and not afterwards', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { request, file, clock } = await useLock();
    const giveBack = await takeLock(request);
    await setAge(file, clock.now() - MINUTE);
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(async () => expect(clock.now() - (await stat(file)).mtimeMs).toBeLessThan(1_000));
    await giveBack();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a lock that a process left', () => {
  test('which has ended is taken over', async () => {
    const { request, leave, place } = await useLock();
    await leave({ pid: 17, start: '100' });
    expect(await isLocked(place)).toBe(false);
    await (await takeLock({ ...request, wait: false }))();
  });

  test('whose id another process has now is taken over, and while it lives it is not', async () => {
    const { request, leave, place } = await useLock({ 17: '100' });
    await leave({ pid: 17, start: '100' }, 100 * MINUTE);
    expect(await isLocked(place)).toBe(true);
    expect(await rejectionOf(takeLock({ ...request, wait: false }))).toBe(BUSY);
    await leave({ pid: 17, start: '99' });
    expect(await isLocked(place)).toBe(false);
    await (await takeLock({ ...request, wait: false }))();
  });

  test.each([
    ['of another machine', { boot: '0'.repeat(12), host: '0'.repeat(12) }],
    ['of another container', { namespace: '0'.repeat(12) }],
    ['that tells no holder', { pid: 'x' }],
  ])('%s is held until it is silent for a minute, by the clock of who waits', async (_, change) => {
    const { request, leave, clock, file } = await useLock();
    await leave(change, 100 * MINUTE);
    const waiting = takeLock(request);
    await clock.sleepers(1);
    clock.advance(MINUTE - 1_000);
    await clock.sleepers(1);
    await setAge(file, 1_000);
    clock.advance(100);
    await clock.sleepers(1);
    clock.advance(MINUTE - 1_000);
    await clock.sleepers(1);
    expect(await readFile(file, 'utf8')).toContain('"machine":"here"');
    clock.advance(2_000);
    await (await waiting)();
    expect(await rejectionOf(readFile(file))).toMatchObject({ code: 'ENOENT' });
  });

  test('empty is held for a minute too: its process may be writing it', async () => {
    const { request, leave, clock, file } = await useLock();
    await leave();
    await writeFile(file, '');
    expect(await rejectionOf(takeLock({ ...request, wait: false }))).toBe(BUSY);
    const before = clock.monotonic();
    await (await clock.run(takeLock(request)))();
    expect(clock.monotonic() - before).toBeGreaterThan(MINUTE);
    expect(clock.monotonic() - before).toBeLessThan(MINUTE + 1_000);
  });

  test('of another container that was silent for long is taken over without much waiting', async () => {
    const { request, leave, clock, place } = await useLock();
    await leave({ namespace: '0'.repeat(12) }, 2 * MINUTE);
    expect(await isLocked(place)).toBe(false);
    await (await clock.run(takeLock({ ...request, wait: false })))();
    expect(clock.monotonic()).toBeGreaterThan(15_000);
    expect(clock.monotonic()).toBeLessThan(16_000);
  });

  test('of another container is BUSY when it shows that it lives after all', async () => {
    const { request, leave, clock, file } = await useLock();
    await leave({ namespace: '0'.repeat(12) }, 2 * MINUTE);
    const asking = rejectionOf(takeLock({ ...request, wait: false }));
    await clock.sleepers(1);
    clock.advance(5_000);
    await clock.sleepers(1);
    await setAge(file, clock.now());
    clock.advance(100);
    expect(await asking).toBe(BUSY);
  });

  test('of another container that was touched lately is BUSY at once', async () => {
    const { request, leave, place } = await useLock();
    await leave({ namespace: '0'.repeat(12) }, MINUTE / 2);
    expect(await isLocked(place)).toBe(true);
    expect(await rejectionOf(takeLock({ ...request, wait: false }))).toBe(BUSY);
  });

  test('is taken over by one of many, and none takes the lock of another that did', async () => {
    const { request, leave, clock } = await useLock();
    await leave({ pid: 17, start: '100' });
    let held = 0;
    let most = 0;
    const take = async () => {
      const giveBack = await takeLock(request);
      held += 1;
      most = Math.max(most, held);
      await new Promise((resolve) => setImmediate(resolve));
      held -= 1;
      await giveBack();
    };
    await clock.run(Promise.all(Array.from({ length: 8 }, take)));
    expect(most).toBe(1);
  });

  test('is removed by one alone: no other has it until the file is gone', async () => {
    const { request, leave, clock, file } = await useLock();
    await leave({ pid: 17, start: '100' });
    let other: Promise<() => Promise<void>> | undefined;
    let heldEarly = false;
    const before = async ({ name, path: removed }: FileSystemStep) => {
      if (name !== 'rm' || removed !== file || other !== undefined) return;
      other = takeLock(request);
      void other.then(() => {
        heldEarly = true;
      });
      // It sees the dead holder too; were it to take over now, its own lock would be removed next.
      await clock.sleepers(1);
      expect(heldEarly).toBe(false);
    };
    const giveBack = await watchingSteps(before, () => clock.run(takeLock(request)));
    await giveBack();
    expect(other).toBeDefined();
    await (await clock.run(other ?? Promise.reject(new Error('It never came to that.'))))();
  });

  test('is looked at again under the takeover: one that another took meanwhile stays', async () => {
    const { request, leave, file } = await useLock({ 18: '200' });
    await leave({ pid: 17, start: '100' });
    let looks = 0;
    const liveness: typeof request.liveness = async (other, self) => {
      looks += 1;
      const answer = await request.liveness(other, self);
      // Between the look that finds it dead and the takeover another process takes it over.
      if (looks === 1) await leave({ pid: 18, start: '200' });
      return answer;
    };
    expect(await rejectionOf(takeLock({ ...request, liveness, wait: false }))).toBe(BUSY);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: 18 });
  });
});

describe('what stands in the place of a lock and is none', () => {
  const KINDS: Record<string, (file: string) => Promise<unknown>> = {
    'a FIFO': async (file) => execFileSync('mkfifo', [file]),
    'a folder': (file) => mkdir(file),
    'a link': (file) => symlink('/dev/zero', file),
  };
  test.each(Object.entries(KINDS))('%s is refused and stays', async (_, make) => {
    const { request, file, place } = await useLock();
    await mkdir(path.dirname(file));
    await make(file);
    expect(await rejectionOf(takeLock(request))).toMatchObject({
      code: expect.stringMatching(/^E(FTYPE|LOOP)$/),
    });
    expect(await rejectionOf(isLocked(place))).toBeInstanceOf(Error);
    expect(await removeDeadLock(place)).toBe(false);
    expect(await readdir(path.dirname(file))).toStrictEqual(['a']);
  });

  test('a link in the place of its folder is not followed', async () => {
    const { request, root } = await useLock();
    await mkdir(path.join(root, 'elsewhere'));
    await symlink('elsewhere', path.join(root, 'locks'));
    expect(await rejectionOf(takeLock(request))).toMatchObject({ code: 'EFTYPE' });
    expect(await readdir(path.join(root, 'elsewhere'))).toStrictEqual([]);
  });

  test('a file that is far too large is no lock of ours', async () => {
    const { request, leave, file } = await useLock();
    await leave();
    await writeFile(file, 'x'.repeat(100_000));
    expect(await rejectionOf(takeLock(request))).toMatchObject({ code: 'EFBIG' });
  });
});

describe('removeDeadLock', () => {
  test('removes only what is provably dead', async () => {
    const { leave, place, file } = await useLock({ 18: '200' });
    expect(await removeDeadLock(place)).toBe(false);
    await leave({ pid: 18, start: '200' }, 100 * MINUTE);
    expect(await removeDeadLock(place)).toBe(false);
    await leave({ namespace: '0'.repeat(12) }, 100 * MINUTE);
    expect(await removeDeadLock(place)).toBe(false);
    await leave({ pid: 17, start: '100' });
    expect(await removeDeadLock(place)).toBe(true);
    expect(await readdir(path.dirname(file))).toStrictEqual([]);
  });
});
