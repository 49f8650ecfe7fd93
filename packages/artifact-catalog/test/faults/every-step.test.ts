import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { watchingSteps } from '@rbee-internal/test-kit/file-system';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FilesystemCatalog, workerBinaryCodec } from '../../src/index.js';
import { NOW, readJson } from '../support/artifacts.js';
import {
  isWhole,
  openCatalog,
  promoteWorker,
  SCENARIOS,
  type Scenario,
  STABLE_ID,
  TARGET_ID,
  type Workers,
  workerOf,
} from '../support/scenarios.js';

const FAULTS = ['ENOSPC', 'EACCES', 'EROFS', 'EXDEV', 'EIO'];

describe.each(Object.entries(SCENARIOS))('%s', (name, scenario) => {
  test.each(FAULTS)('with %s at any step harms nothing that is there', async (code) => {
    let step = 1;
    for (; ; step += 1) {
      const catalog = await prepare(scenario);
      const fault = Object.assign(new Error(`${code}: injected`), { code, syscall: 'injected' });
      const outcome = await runWithFault({
        catalog,
        scenario,
        step,
        fault,
        mayFail: ['remove', 'sweep'].includes(name),
      });
      if (outcome === 'not reached') break;
      expect([undefined, 'IO', code]).toContain(outcome?.code);
      await expectTruth(catalog, scenario);
      await scenario.run(catalog);
      await expectTruth(catalog, scenario);
    }
    expect(step).toBeGreaterThan(1);
  });
});

interface FaultyRun {
  readonly catalog: Workers;
  readonly scenario: Scenario;
  readonly step: number;
  readonly fault: Error;
  /** Whether removing fails too. Elsewhere it only cleans up. */
  readonly mayFail: boolean;
}

/** @returns the error that the run ended with, if any */
async function runWithFault({ catalog, scenario, step, fault, mayFail }: FaultyRun) {
  let steps = 0;
  const end = await watchingSteps(
    async ({ name }) => {
      if (name.startsWith('rm') && !mayFail) return;
      steps += 1;
      if (steps === step) throw fault;
    },
    () =>
      scenario.run(catalog).then(
        () => undefined,
        (error: { code?: string }) => error,
      ),
  );
  return steps < step ? 'not reached' : end;
}

async function expectTruth(catalog: Workers, { unrecorded, keepsTarget }: Scenario): Promise<void> {
  if (keepsTarget) expect(await isWhole(await catalog.get(TARGET_ID))).toBe(true);
  for (const worker of await catalog.list()) expect(worker).toStrictEqual(workerOf(catalog, worker.id));
  expect(await isWhole(workerOf(catalog, STABLE_ID))).toBe(true);
  expect(await catalog.contains(STABLE_ID)).toBe(true);
  const problems = (await catalog.problems()).map(({ folder, code }) => [path.basename(folder), code]);
  expect([[], unrecorded.map((id) => [id, 'MISSING_METADATA'])]).toContainEqual(problems);
}

async function prepare(scenario: Scenario): Promise<Workers> {
  const catalog = await openCatalog(path.join(await useTempDir(), 'workers'));
  await promoteWorker(catalog, STABLE_ID);
  await scenario.prepare(catalog);
  return catalog;
}

test('after a failure nothing of it is left', async () => {
  const catalog = await prepare(SCENARIOS.add as Scenario);
  const before = await listTree(catalog.root);
  const fault = Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC', syscall: 'injected' });
  for (let step = 1; ; step += 1) {
    const run = { catalog, scenario: SCENARIOS.add as Scenario, step, fault, mayFail: false };
    const outcome = await runWithFault(run);
    if (outcome === 'not reached') break;
    if (await catalog.contains(TARGET_ID)) await catalog.remove(TARGET_ID);
    expect({ step, tree: await listTree(catalog.root) }).toStrictEqual({ step, tree: before });
  }
});

describe('a clock that jumps', () => {
  test.each(['1970-01-01T00:00:00.000Z', '2999-12-31T23:59:59.999Z', '+012026-01-01T00:00:00.000Z'])(
    'to %s only changes last_accessed',
    async (time) => {
      let now = NOW;
      const root = path.join(await useTempDir(), 'workers');
      const options = { root, codec: workerBinaryCodec, now: () => new Date(now) };
      const catalog = await FilesystemCatalog.open(options);
      await promoteWorker(catalog, STABLE_ID);
      for (const moment of [NOW, time, NOW]) {
        now = moment;
        const giveBack = await catalog.lock(STABLE_ID, { wait: false });
        expect(await catalog.get(STABLE_ID)).toStrictEqual(workerOf(catalog, STABLE_ID));
        expect(await readJson(catalog.folderOf(STABLE_ID))).toMatchObject({ last_accessed: moment });
        await giveBack();
        expect(await catalog.sweep()).toStrictEqual([]);
      }
      expect(await listTree(root)).toStrictEqual(await treeOfStable());
    },
  );

  async function treeOfStable(): Promise<string[]> {
    return listTree((await prepare(SCENARIOS.add as Scenario)).root);
  }
});

/** Real file systems, where the machine lets a test mount them. */
describe.each(canMount() ? ['tmpfs'] : [])('on a small %s', (type) => {
  test('that is full nothing is lost, and removing still works', { timeout: 60_000 }, async () => {
    const folder = await useMount(type, 'size=256k,nr_inodes=200');
    const catalog = await openCatalog(path.join(folder, 'workers'));
    await promoteWorker(catalog, STABLE_ID);
    const added: string[] = [];
    const failure = await rejectionOf(addUntilFull(catalog, added));
    expect(failure).toMatchObject({ code: 'IO', hint: 'Free some disk space.', cause: { code: 'ENOSPC' } });
    expect(added.length).toBeGreaterThan(1);
    expect((await catalog.list()).map(({ id }) => id)).toStrictEqual([...added, STABLE_ID].sort());
    expect(await catalog.problems()).toStrictEqual([]);
    expect(await catalog.get(STABLE_ID)).toStrictEqual(workerOf(catalog, STABLE_ID));
    expect(await readdir(path.join(catalog.root, '@staging'))).toStrictEqual([]);
    for (const id of added) await catalog.remove(id);
    await promoteWorker(catalog, TARGET_ID);
    expect((await catalog.list()).map(({ id }) => id)).toStrictEqual([STABLE_ID, TARGET_ID]);
  });

  test('that is read-only everything can still be read', async () => {
    const folder = await useMount(type, 'size=1m');
    const catalog = await openCatalog(path.join(folder, 'workers'));
    for (const id of [STABLE_ID, TARGET_ID]) await promoteWorker(catalog, id);
    const before = await listTree(catalog.root);
    execFileSync('/bin/mount', ['-o', 'remount,ro', folder]);
    const again = await openCatalog(catalog.root);
    expect(await again.get(STABLE_ID)).toStrictEqual(workerOf(catalog, STABLE_ID));
    expect(await again.count()).toBe(2);
    const hint = 'The file system is read-only: choose another folder or mount it writable.';
    const calls = [
      () => again.add(workerOf(again, 'x')),
      () => again.remove(STABLE_ID),
      () => again.lock('x'),
    ];
    for (const call of calls)
      expect(await rejectionOf(call())).toMatchObject({ code: 'IO', hint, cause: { code: 'EROFS' } });
    expect(await again.sweep()).toStrictEqual([]);
    expect(await listTree(catalog.root)).toStrictEqual(before);
  });

  test('in the place of an artifact says that it cannot be moved there', async () => {
    const catalog = await prepare(SCENARIOS.add as Scenario);
    await mkdir(catalog.folderOf(TARGET_ID));
    await mount(type, catalog.folderOf(TARGET_ID), 'size=1m');
    await chmod(catalog.folderOf(TARGET_ID), 0o755);
    await writeFile(path.join(catalog.folderOf(TARGET_ID), 'theirs'), '');
    expect(await rejectionOf(promoteWorker(catalog, TARGET_ID))).toMatchObject({ code: 'IO' });
    await catalog.add(workerOf(catalog, TARGET_ID));
    expect(await catalog.count()).toBe(2);
    expect(await listTree(catalog.folderOf(TARGET_ID))).toStrictEqual(['metadata.json', 'theirs']);
    expect((await stat(catalog.root)).dev).not.toBe((await stat(catalog.folderOf(TARGET_ID))).dev);
  });
});

async function addUntilFull(catalog: Workers, added: string[]): Promise<void> {
  for (let index = 0; index < 1_000; index += 1) {
    await promoteWorker(catalog, `filler-${index}`);
    added.push(`filler-${index}`);
  }
}

async function useMount(type: string, options: string): Promise<string> {
  const folder = await useTempDir();
  await mount(type, folder, options);
  return folder;
}

async function mount(type: string, folder: string, options: string): Promise<void> {
  execFileSync('/bin/mount', ['-t', type, '-o', options, type, folder]);
  onTestFinished(() => void execFileSync('/bin/umount', [folder]));
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    execFileSync('/bin/umount', ['/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    // A container without the right to mount.
    return false;
  }
}
