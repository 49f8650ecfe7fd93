import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { createHttpRegistry, createWorkerProvisioner, detectHost } from '@rbee/worker-provisioner';
import { listTree, rejectionOf, type TestServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import {
  isWorkerCatalogFailure,
  type ProvisionEvent,
  type ProvisionStep,
  WorkerCatalog,
} from '../../src/index.js';
import { canMount, mountTmpfs, remount, unmount } from '../mounts.js';
import { helloRecipe, startRegistry } from '../support.js';

/** A user without rights: to the superuser, permissions mean nothing. */
const NOBODY = 65_534;
/** More than a build demands to be free. */
const DISK = 'size=320m';
/** Each of them may be the first that finds the disk full. */
const STEPS: readonly ProvisionStep[] = [
  ...(['metadata', 'pkgbuild', 'parse', 'sources', 'build'] as const),
  ...(['package', 'install', 'prove', 'catalog'] as const),
];

/** A registry with one version of a worker that has a source of some KiB and installs it too. */
function startVersion(version: string): Promise<TestServer> {
  const lines = 'source=(data)\nsha256sums=(SKIP)\nbuild() { cat data > built; }';
  const pkgbuild = helloRecipe('hello', lines)
    .replace('pkgver=1.0', `pkgver=${version}`)
    .replace('echo hello', `echo ${version}`)
    .replace('package() {', 'package() {\n  install -Dm644 built "$pkgdir/usr/share/data"');
  const files = { data: version.repeat(65_536 / version.length) };
  return startRegistry({ hello: { pkgbuild, metadata: { version }, files } });
}

/** A catalog at a folder in which 1.0 is installed, and the one that would bring 2.0 to it. */
async function upgradeAt(root: string) {
  const [old, next] = [await startVersion('1.0'), await startVersion('2.0')];
  const before = await WorkerCatalog.open({ root, registry: old.url });
  const works = await before.provisionAndAdd('hello', { jobId: 'before' });
  const upgrade = await WorkerCatalog.open({ root, registry: next.url });
  return { root, before, works, upgrade, next: next.url };
}

type Upgrade = Awaited<ReturnType<typeof upgradeAt>>;

/** What was installed still runs and is listed, nothing else is to be seen, and the plan knows, also of a full disk. */
async function expectOnlyOld(
  { before, upgrade, works }: Upgrade,
  obstacles: readonly string[] = [],
): Promise<void> {
  expect(execFileSync(works.path, { encoding: 'utf8' })).toBe('1.0\n');
  for (const catalog of [before, upgrade]) {
    expect(await catalog.list()).toEqual([works]);
    expect(await catalog.get(works.id)).toEqual(works);
    expect(await catalog.problems()).toEqual([]);
    expect(await catalog.verify(works.id)).toEqual({ verdict: 'intact' });
  }
  expect(await before.plan('hello')).toMatchObject({ action: 'none', installed: works });
  expect(await upgrade.plan('hello')).toMatchObject({
    action: 'source',
    obstacles: obstacles.map((code) => ({ code })),
  });
}

/** The error has a code of ours and says what to do. */
function expectActionable(error: unknown): void {
  expect(isWorkerCatalogFailure(error) ? error : `no error of ours: ${String(error)}`).toMatchObject({
    code: expect.stringMatching(/^[A-Z_]+$/),
    hint: expect.stringMatching(/\w/),
  });
}

/** The next call installs, both versions run, and nothing but them is left. */
async function expectRecovery({ root, upgrade, works }: Upgrade): Promise<void> {
  const worker = await upgrade.provisionAndAdd('hello', { jobId: 'again' });
  expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('2.0\n');
  expect(await upgrade.list()).toEqual([works, worker]);
  expect(await upgrade.plan('hello')).toMatchObject({ action: 'none', installed: worker });
  await upgrade.repair();
  expect(await upgrade.problems()).toEqual([]);
  expect((await upgrade.history()).brokenAt).toBeUndefined();
  expect(await litterOf(root)).toEqual([]);
}

async function litterOf(root: string): Promise<string[]> {
  return (await listTree(root)).filter((entry) =>
    /^@(?!cache\/|state\/|ledger\/history\.jsonl$)[^/]+\/./.test(entry),
  );
}

describe.each(canMount() ? ['tmpfs'] : [])('on a file system of its own (%s)', () => {
  async function useDisk(options: string): Promise<{ folder: string; root: string }> {
    const folder = await useTempDir();
    mountTmpfs(folder, options);
    return { folder, root: path.join(folder, 'workers') };
  }

  test.each(STEPS)(
    'that gets full as the step %s begins, an upgrade fails and harms nothing',
    {
      timeout: 60_000,
    },
    async (step) => {
      const { folder, root } = await useDisk(DISK);
      const setup = await upgradeAt(root);
      const filler = path.join(folder, 'filler');
      const onEvent = (event: ProvisionEvent) => {
        if (event.type === 'step-start' && event.step === step) fill(folder, filler);
      };

      const error = await rejectionOf(setup.upgrade.provisionAndAdd('hello', { jobId: 'full', onEvent }));

      expectActionable(error);
      await expectOnlyOld(setup, ['DISK_FULL']);
      expect(await litterOf(root)).toEqual([]);
      await rm(filler);
      await expectRecovery(setup);
    },
  );

  test('that is full, what is installed answers at once', async () => {
    const { folder, root } = await useDisk(DISK);
    const setup = await upgradeAt(root);
    fill(folder, path.join(folder, 'filler'));
    expect(await setup.before.provisionAndAdd('hello', { jobId: 'same' })).toEqual(setup.works);
    await expectOnlyOld(setup, ['DISK_FULL']);
    await setup.before.remove(setup.works.id);
    expect(await setup.before.list()).toEqual([]);
  });

  test('that is read-only, what is installed answers at once and an upgrade says so', async () => {
    const { folder, root } = await useDisk(DISK);
    const setup = await upgradeAt(root);
    remount(folder, 'ro');

    expect(await setup.before.provisionAndAdd('hello', { jobId: 'same' })).toEqual(setup.works);
    const error = await rejectionOf(setup.upgrade.provisionAndAdd('hello', { jobId: 'ro' }));

    expect(error).toMatchObject({ code: 'IO', hint: expect.stringContaining('read-only') });
    await expectOnlyOld(setup);
    expect(await setup.upgrade.repair()).toEqual([]);
    remount(folder, 'rw');
    await expectRecovery(setup);
  });

  test('the cache may be on another one', async () => {
    const root = path.join(await useTempDir(), 'workers');
    await mkdir(path.join(root, '@cache'), { recursive: true });
    mountTmpfs(path.join(root, '@cache'), DISK);
    await expectRecovery(await upgradeAt(root));
  });

  test.each([
    ['the staging folder', '@staging'],
    ['the place of the new version', 'hello-v2.0-linux'],
  ])('with %s on another one, an upgrade says so', async (_, name) => {
    const root = path.join(await useTempDir(), 'workers');
    const setup = await upgradeAt(root);
    await mkdir(path.join(root, name), { recursive: true });
    mountTmpfs(path.join(root, name), DISK);
    if (name !== '@staging') await writeFile(path.join(root, name, 'theirs'), '');

    const error = await rejectionOf(setup.upgrade.provisionAndAdd('hello', { jobId: 'xdev' }));

    expectActionable(error);
    expect(await setup.upgrade.list()).toEqual([setup.works]);
    expect(execFileSync(setup.works.path, { encoding: 'utf8' })).toBe('1.0\n');
    unmount(path.join(root, name));
    await rm(path.join(root, name), { recursive: true, force: true });
    await expectOnlyOld(setup);
    await expectRecovery(setup);
  });
});

test('file systems can be mounted where every tool is required', () => {
  expect(process.env.RBEE_REQUIRE_TOOLS === '1' ? canMount() : true).toBe(true);
});

test('where a folder may not be written to, an upgrade says so', async () => {
  const root = path.join(await useTempDir(), 'workers');
  const setup = await upgradeAt(root);
  const error = await asOrdinaryUser([path.dirname(root), root], () =>
    rejectionOf(setup.upgrade.provisionAndAdd('hello', { jobId: 'denied' })),
  );
  expect(error).toMatchObject({ code: 'IO', hint: expect.stringContaining('permission') });
  await expectOnlyOld(setup);
  await expectRecovery(setup);
});

describe('a clock', () => {
  test.each(['1970-01-01T00:00:00.000Z', '2999-12-31T23:59:59.000Z'])(
    'that jumps to %s in the middle of an upgrade changes nothing but times',
    async (time) => {
      const root = path.join(await useTempDir(), 'workers');
      const setup = await upgradeAt(root);
      let now = new Date();
      const clock = { now: () => now };
      const catalog = await FilesystemCatalog.open({ root, codec: workerBinaryCodec, ...clock });
      const provisioner = createWorkerProvisioner({
        catalog,
        registry: createHttpRegistry({
          url: setup.next,
          cacheDir: path.join(root, '@cache', 'registry'),
          ...clock,
        }),
        host: detectHost(process),
        env: { PATH: process.env.PATH },
        ...clock,
      });
      const onEvent = (event: ProvisionEvent) => {
        if (event.type === 'step-start' && event.step === 'build') now = new Date(time);
      };

      const worker = await provisioner.provisionAndAdd('hello', { jobId: 'jump', onEvent });

      expect(worker).toMatchObject({ addedAt: time, provenance: { finishedAt: time } });
      expect(await catalog.get(worker.id)).toEqual(worker);
      now = new Date();
      expect(await provisioner.provisionAndAdd('hello', { jobId: 'again' })).toEqual(worker);
      await expectRecovery(setup);
    },
  );
});

/** Leaves not one byte. */
function fill(folder: string, filler: string): void {
  const { bavail, bsize } = statfsSync(folder);
  execFileSync('/usr/bin/fallocate', ['-l', String(bavail * bsize), filler]);
}

/** Does something as a user who owns none of these folders. */
async function asOrdinaryUser<T>(folders: readonly string[], work: () => Promise<T>): Promise<T> {
  const modes = [0o755, 0o555];
  for (const [index, folder] of folders.entries()) await chmod(folder, modes[index] ?? 0o755);
  if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (process.getuid?.() === 0) process.seteuid?.(0);
    for (const folder of folders) await chmod(folder, 0o755);
  }
}
