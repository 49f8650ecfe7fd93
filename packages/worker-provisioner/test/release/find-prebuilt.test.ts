import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, type WorkerBinary, workerBinaryCodec } from '@rbee/artifact-catalog';
import {
  createTarball,
  type FakeRelease,
  rejectionOf,
  startFakeGitHub,
  useTempDir,
} from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import {
  createWorkerProvisioner,
  lockWorkers,
  openFolderRecipe,
  type ProvisionEvent,
  type ProvisionWorkerOptions,
} from '../../src/index.js';

const host = { os: 'linux', architecture: 'x86_64' } as const;
const SERVER = '#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/libserver.so"\n';
const COMMITS = ['a', 'b', 'c'].map((digit) => digit.repeat(40));

async function serverArchive(text: string): Promise<Buffer> {
  const folder = await useTempDir();
  const top = path.join(folder, 'server-1');
  await mkdir(top);
  await writeFile(path.join(top, 'serve'), SERVER, { mode: 0o644 });
  await writeFile(path.join(top, 'libserver.so'), text);
  const archive = path.join(await useTempDir(), 'a.tar.gz');
  await createTarball(folder, archive);
  return readFile(archive);
}

async function releaseOf(number: number, prerelease = true): Promise<FakeRelease> {
  const content = await serverArchive(`server ${number}\n`);
  return {
    tag: `b${number}`,
    commit: COMMITS[number - 1] ?? '',
    prerelease,
    assets: { [`server-b${number}-linux-x64.tar.gz`]: content, 'other.txt': 'x' },
  };
}

const ENTRY = {
  id: 'server-cpu',
  name: 'Server',
  version: '0.1',
  backend: 'cpu',
  platforms: ['linux'],
  architectures: ['x86_64'],
  probe: 'none',
  release: {
    repository: 'owner/server',
    tag: 'b*',
    prereleases: true,
    program: 'serve',
    probe: { kind: 'version', args: [], expect: 'server' },
    assets: [
      {
        name: 'server-{tag}-linux-x64.tar.gz',
        platforms: ['linux'],
        architectures: ['x86_64'],
        backend: 'cpu',
      },
    ],
  },
};

/** A port that no server has. */
const NOTHING_LISTENS = 'http://127.0.0.1:1';

const RECIPE = `pkgname=server-cpu\npkgver=0.1\npkgrel=1\narch=(any)
package() { printf '#!/bin/sh\\necho built\\n' > s; install -Dm755 s "$pkgdir/usr/bin/server"; }\n`;

async function setUp(releases: FakeRelease[], entry: Record<string, unknown> = ENTRY, api?: string) {
  const folder = await useTempDir();
  await writeFile(path.join(folder, 'PKGBUILD'), RECIPE);
  await writeFile(path.join(folder, 'worker.json'), JSON.stringify(entry));
  const github = await startFakeGitHub({ repositories: { 'owner/server': releases } });
  const catalog = await FilesystemCatalog.open({ root: await useTempDir(), codec: workerBinaryCodec });
  const registry = await openFolderRecipe(folder, { architecture: host.architecture });
  const provisioner = createWorkerProvisioner({
    ...{ catalog, registry, host, env: process.env, releases: { baseUrl: api ?? github.api } },
  });
  const events: ProvisionEvent[] = [];
  const install = (options: Partial<ProvisionWorkerOptions> = {}) =>
    provisioner.provisionAndAdd('server-cpu', {
      jobId: 'j',
      onEvent: (event) => events.push(event),
      ...options,
    });
  return { github, provisioner, catalog, events, install };
}

test('the newest release that fits is installed as it was published, and recorded', async () => {
  const releases = [await releaseOf(2), await releaseOf(1)];
  const { install, events, catalog, github } = await setUp(releases);
  const worker = await install();
  expect(worker).toMatchObject({
    version: 'b2',
    provenance: {
      release: {
        ...{ repository: 'owner/server', tag: 'b2', commit: COMMITS[1] },
        asset: 'server-b2-linux-x64.tar.gz',
      },
      sources: [{ digest: expect.stringMatching(/^sha256:/), url: expect.stringContaining(github.site) }],
    },
  });
  expect(worker.path).toMatch(/usr\/lib\/server-cpu\/server-1\/serve$/);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'release-chosen', tag: 'b2', prerelease: true }),
  );
  expect(events.some((event) => event.type === 'step-start' && event.step === 'build')).toBe(false);
  expect((await install()).id).toBe(worker.id);
  expect(events).toContainEqual(expect.objectContaining({ type: 'already-installed' }));
  const [again] = await catalog.list();
  expect(again?.provenance).toEqual(worker.provenance);
});

test('a locked release is installed again although there is a newer one, and a locked build is built', async () => {
  const releases = [await releaseOf(1)];
  const { install, catalog } = await setUp(releases);
  const lockOf = (worker: WorkerBinary) => lockWorkers([worker]).workers['server-cpu'];
  const released = await install();
  const locked = lockOf(released);
  expect(locked).toMatchObject({
    release: { repository: 'owner/server', tag: 'b1' },
    platforms: { 'linux-x86_64': { sources: [{ digest: expect.stringMatching(/^sha256:/) }] } },
  });
  releases.unshift(await releaseOf(2));
  await catalog.remove(released.id);
  expect((await install({ locked })).version).toBe('b1');
  expect((await install()).version).toBe('b2');
  const built = await install({ fromSource: true });
  expect(lockOf(built)).not.toHaveProperty('release');
  await catalog.remove(built.id);
  expect((await install({ locked: lockOf(built) })).version).toBe('0.1');
});

test('a plan says which release it is, how large, or why it is built', async () => {
  const { provisioner } = await setUp([await releaseOf(1)]);
  expect(await provisioner.plan('server-cpu')).toMatchObject({
    action: 'binary',
    release: { tag: 'b1', bytes: expect.any(Number), prerelease: true },
    worker: { binaryName: 'serve' },
    obstacles: [],
  });
  const fromSource = await provisioner.plan('server-cpu', { fromSource: true });
  expect(fromSource).toMatchObject({ releaseNotUsed: 'a build from source was asked for' });
  expect(fromSource.release).toBeUndefined();
});

test.each([
  [{ fromSource: true }, /asked for/],
  [{ native: true }, /optimized/],
  [{ env: { X: '1' } }, /variables/],
])('with %j it is built', async (options, reason) => {
  const { install, events } = await setUp([await releaseOf(1)]);
  expect((await install(options)).version).toBe('0.1');
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'release-not-used', reason: expect.stringMatching(reason) }),
  );
});

test('what the release has nothing for is built', async () => {
  const [asset] = ENTRY.release.assets;
  const needy = { ...asset, requires: { glibc: '99.0' } };
  const { install, events, github } = await setUp([await releaseOf(1)], {
    ...ENTRY,
    release: { ...ENTRY.release, assets: [{ ...asset, architectures: ['aarch64'] }, needy] },
  });
  expect((await install()).version).toBe('0.1');
  const [said] = events.filter((event) => event.type === 'release-not-used');
  expect(said).toMatchObject({ reason: expect.stringContaining('99.0') });
  expect(github.requests.api).toEqual([]);
});

test('where the releases cannot be reached, the recipe is built, and both say why', async () => {
  const { install, events, provisioner } = await setUp([], ENTRY, NOTHING_LISTENS);
  const reason = expect.stringMatching(/^the releases of owner\/server could not be reached: .*[^.]$/);
  expect(await provisioner.plan('server-cpu')).toMatchObject({ releaseNotUsed: reason });
  expect(await install()).toMatchObject({ version: '0.1' });
  expect(events).toContainEqual(expect.objectContaining({ type: 'release-not-used', reason }));
});

test('a tag that has moved since, and a newer release, are told', async () => {
  const first = await releaseOf(1);
  const releases = [first];
  const { install, provisioner } = await setUp(releases);
  const installed = await install();
  const [available] = (await provisioner.available()).workers;
  if (available === undefined) throw new Error('it is not there');
  const { worker } = available;
  expect(available.state).toBe('installed');
  expect(await provisioner.movedSources(installed, { worker })).toEqual([]);
  releases[0] = { ...first, commit: COMMITS[2] ?? '' };
  expect(await provisioner.movedSources(installed, { worker })).toEqual([
    { name: 'owner/server b1', from: COMMITS[0], to: COMMITS[2] },
  ]);
  expect(await rejectionOf(install())).toMatchObject({ code: 'RECIPE_CHANGED' });
  releases.unshift(await releaseOf(2));
  expect(await provisioner.movedSources(installed, { worker })).toEqual([
    { name: 'owner/server b2', from: COMMITS[0], to: COMMITS[1] },
  ]);
});

test('a file without a digest, with another one, or not there is refused, and the way to a build is shown', async () => {
  const name = 'server-b1-linux-x64.tar.gz';
  const release = (digest: string | null) => ({
    ...{ tag: 'b1', commit: COMMITS[0] ?? '', prerelease: true },
    assets: { [name]: { content: 'x', digest } },
  });
  const releases = [release(null)];
  const { install } = await setUp(releases);
  expect(await rejectionOf(install())).toMatchObject({
    code: 'CHECKSUM_NOT_PUBLISHED',
    hint: expect.stringContaining('fromSource'),
  });
  releases[0] = release(`sha256:${'0'.repeat(64)}`);
  expect(await rejectionOf(install())).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  releases[0] = { ...release(null), assets: {} as never };
  expect(await rejectionOf(install())).toMatchObject({ code: 'WORKER_NOT_FOUND' });
});
