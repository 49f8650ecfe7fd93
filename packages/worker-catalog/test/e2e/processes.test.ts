import { execFileSync } from 'node:child_process';
import { listTree } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { WorkerCatalog } from '../../src/index.js';
import { startInstall } from '../child.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

const LINES = `source=(notes.txt)\nsha256sums=(SKIP)\nprepare() { :; }\nbuild() { echo building; }`;

function startHello(version = '1.0') {
  const pkgbuild = helloRecipe('hello', LINES)
    .replace('pkgver=1.0', `pkgver=${version}`)
    .replace('echo hello', `echo ${version}`);
  return startRegistry({ hello: { pkgbuild, metadata: { version }, files: { 'notes.txt': 'a note' } } });
}

async function litterOf(root: string): Promise<string[]> {
  const tree = await listTree(root);
  return tree.filter((entry) => /^@(?!cache\/|state\/|ledger\/history\.jsonl$)[^/]+\/./.test(entry));
}

test('twenty processes that install one worker build it once', { timeout: 120_000 }, async () => {
  const registry = await startHello();
  const { catalog, root } = await openTestCatalog(registry.url);

  const jobs = Array.from(
    { length: 20 },
    () => startInstall({ root, registry: registry.url, id: 'hello' }).outcome,
  );
  const outcomes = await Promise.all(jobs);

  expect(new Set(outcomes.map((outcome) => outcome.path)).size).toBe(1);
  const events = outcomes.flatMap((outcome) => outcome.events);
  expect(events.filter((event) => event.type === 'step-start' && event.step === 'build').length).toBe(1);
  expect(events.filter((event) => event.type === 'already-installed').length).toBe(19);
  expect(events.some((event) => event.type === 'waiting' && typeof event.pid === 'number')).toBe(true);
  expect(await catalog.count()).toBe(1);
  expect(await litterOf(root)).toEqual([]);
});

test('a second process fails with BUSY when it may not wait', { timeout: 60_000 }, async () => {
  const registry = await startRegistry({
    hello: { pkgbuild: helloRecipe('hello', 'build() { echo ready; sleep 3; }') },
  });
  const { catalog, root, events, job } = await openTestCatalog(registry.url);
  const first = catalog.provisionAndAdd('hello', job());
  while (!events.some((event) => event.type === 'output'))
    await new Promise((resolve) => setTimeout(resolve, 10));
  const second = startInstall({ root, registry: registry.url, id: 'hello', options: { wait: false } });
  expect(await second.outcome).toMatchObject({ code: 'BUSY' });
  await first;
});

/** A catalog with 1.0, whose registry has 2.0 by now. */
async function useUpgrade() {
  const old = await startHello('1.0');
  const { catalog, root, job } = await openTestCatalog(old.url);
  const works = await catalog.provisionAndAdd('hello', job());
  return { catalog, root, job, works, registry: (await startHello('2.0')).url };
}

type Upgrade = Awaited<ReturnType<typeof useUpgrade>>;

/** Two at a time, each on a catalog of its own: one has the odd events, the other the even ones. */
const LANES = [0, 1] as const;

describe('a process that is killed', () => {
  test('at any event leaves what works, shows nothing half made, and is cleaned up after', {
    timeout: 180_000,
  }, async () => {
    const first = await useUpgrade();
    const whole = await startInstall({ root: first.root, registry: first.registry, id: 'hello' }).outcome;
    await first.catalog.remove('hello-v2.0-linux');
    const last = whole.events.length;
    expect(last).toBeGreaterThan(15);
    await Promise.all(
      LANES.map(async (lane) => {
        const upgrade = lane === 0 ? first : await useUpgrade();
        for (let killAt = 1 + lane; killAt <= last; killAt += LANES.length)
          await killAndLook(upgrade, killAt, killAt === last);
        await expectRepaired(upgrade);
      }),
    );
  });

  async function killAndLook({ catalog, root, registry, works }: Upgrade, killAt: number, isLast: boolean) {
    const { signal } = await startInstall({ root, registry, id: 'hello', killAt }).outcome;
    expect([killAt, signal]).toEqual([killAt, 'SIGKILL']);
    const isMade = (await catalog.list()).length === 2;
    expect(execFileSync(works.path, { encoding: 'utf8' })).toBe('1.0\n');
    expect(await catalog.problems()).toEqual([]);
    // The record is made by the same rename as the folder: it is there whole, or not at all.
    expect(isMade).toBe(isLast);
    if (isMade) await catalog.remove('hello-v2.0-linux');
  }

  async function expectRepaired({ root, registry, job }: Upgrade) {
    const later = await WorkerCatalog.open({ root, registry });
    const worker = await later.provisionAndAdd('hello', job());
    expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('2.0\n');
    await later.repair();
    expect((await later.history()).brokenAt).toBeUndefined();
    expect(await litterOf(root)).toEqual([]);
    expect((await later.list()).map(({ version }) => version)).toEqual(['1.0', '2.0']);
  }
});

test('force rebuilds what is installed', async () => {
  const registry = await startHello();
  const { catalog, events, job } = await openTestCatalog(registry.url);
  const first = await catalog.provisionAndAdd('hello', job());
  events.length = 0;
  const second = await catalog.provisionAndAdd('hello', { ...job(), force: true });
  expect(events.some((event) => event.type === 'step-start' && event.step === 'build')).toBe(true);
  expect(second).toMatchObject({ id: first.id, digest: first.digest });
  expect(execFileSync(second.path, { encoding: 'utf8' })).toBe('1.0\n');
  expect(await catalog.count()).toBe(1);
});
