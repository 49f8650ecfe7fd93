import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type Lockfile, lockWorkers, readLockfile, WorkerCatalog } from '../../src/index.js';
import { CARCH, expectNothingLeft, helloRecipe, openTestCatalog, startRegistry } from '../support.js';

const PLATFORM = `linux-${CARCH}`;

/** An installed worker with a source of each kind, its lockfile, and a fresh catalog to install it in again. */
async function useLockedWorker() {
  const folder = await useTempDir();
  const repository = await createGitRepository(path.join(folder, 'tool.git'));
  const commit = await repository.commit({ file: 'one' });
  const git = await startGitServer(folder);
  const lines = `source=(notes.txt git+${git.url}/tool.git#branch=main)\nsha256sums=(SKIP SKIP)`;
  const worker = { pkgbuild: helloRecipe('hello', lines), files: { 'notes.txt': 'a note' } };
  const registry = await startRegistry({ hello: worker });
  const { catalog, job } = await openTestCatalog(registry.url);
  const installed = await catalog.provisionAndAdd('hello', job());
  return {
    repository,
    commit,
    worker,
    registry,
    lockfile: lockWorkers([installed]),
    fresh: () => openTestCatalog(registry.url),
  };
}

describe('a lockfile', () => {
  test('says which bytes a worker is made from, and the same are accepted', async () => {
    const { commit, lockfile, fresh } = await useLockedWorker();
    expect(lockfile).toEqual({
      lockfileVersion: 1,
      workers: {
        hello: {
          version: '1.0',
          pkgbuildDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          platforms: {
            [PLATFORM]: {
              sources: [
                { url: 'notes.txt', digest: expect.stringMatching(/^sha256:/) },
                { url: expect.stringContaining('tool.git'), commit },
              ],
            },
          },
        },
      },
    });
    const locked = readLockfile(JSON.parse(JSON.stringify(lockfile))).workers.hello;
    const { catalog, job } = await fresh();
    expect((await catalog.provisionAndAdd('hello', { ...job(), locked })).version).toBe('1.0');
  });

  test.each<[string, (setup: Awaited<ReturnType<typeof useLockedWorker>>) => unknown, string]>([
    ['a branch that moved', ({ repository }) => repository.commit({ file: 'two' }), 'a source is git+'],
    ['another PKGBUILD', ({ worker }) => Object.assign(worker, { pkgbuild: '' }), 'its PKGBUILD is sha256:'],
    [
      'another local file',
      ({ worker }) => Object.assign(worker.files, { 'notes.txt': 'tampered' }),
      'a source is notes.txt',
    ],
  ])('refuses %s, before anything of it runs', async (_name, change, message) => {
    const setup = await useLockedWorker();
    await change(setup);
    const registry = await startRegistry({ hello: setup.worker });
    const later = await openTestCatalog(registry.url);
    const locked = setup.lockfile.workers.hello;
    expect(
      await rejectionOf(later.catalog.provisionAndAdd('hello', { ...later.job(), locked })),
    ).toMatchObject({
      code: 'LOCK_MISMATCH',
      message: expect.stringContaining(message),
    });
    expect(later.steps()).not.toContain('package');
    await expectNothingLeft(later);
  });

  test('refuses a platform that is not in it', async () => {
    const { lockfile, fresh } = await useLockedWorker();
    const { catalog, job } = await fresh();
    const hello = lockfile.workers.hello;
    const locked = hello && { ...hello, platforms: {} };
    expect(await rejectionOf(catalog.provisionAndAdd('hello', { ...job(), locked }))).toMatchObject({
      code: 'LOCK_MISMATCH',
      message: expect.stringContaining(`nothing is locked for ${PLATFORM}`),
    });
  });

  test('holds the settings of the build: they are used again, and others are refused', async () => {
    const id = 'tools';
    const pkgbuild = `pkgbase=tools
pkgname=(one two)
pkgver=1.0
pkgrel=1
arch=(any)
package_one() { printf '#!/bin/sh\necho %s\n' "\${WORD:-none}" > one; install -Dm755 one "$pkgdir/usr/bin/one"; }
package_two() { printf '#!/bin/sh\necho two\n' > two; install -Dm755 two "$pkgdir/usr/bin/two"; }
`;
    const metadata = { id, env: { OTHER: 'x' } };
    const registry = await startRegistry({ [id]: { pkgbuild, metadata } });
    const first = await openTestCatalog(registry.url);
    const settings = { env: { WORD: 'seven' }, packages: ['one', 'two'], program: 'one' };
    const installed = await first.catalog.provisionAndAdd(id, { ...first.job(), ...settings });
    const locked = readLockfile(JSON.parse(JSON.stringify(lockWorkers([installed])))).workers[id];
    expect(locked).toMatchObject({ ...settings, env: { OTHER: 'x', WORD: 'seven' } });

    const again = await openTestCatalog(registry.url);
    const same = await again.catalog.provisionAndAdd(id, { ...again.job(), locked });
    expect(same).toMatchObject({ package: { program: 'usr/bin/one' }, treeDigest: installed.treeDigest });

    const later = await openTestCatalog(registry.url);
    const refusal = async (change: object) =>
      (await rejectionOf(later.catalog.provisionAndAdd(id, { ...later.job(), locked, ...change }))) as Error;
    expect(await refusal({ env: { WORD: 'eight' } })).toMatchObject({
      code: 'LOCK_MISMATCH',
      message: `${id} is not what the lockfile says: the variable WORD is "eight", but "seven" is locked.`,
    });
    expect((await refusal({ env: { NEW: '1' } })).message).toContain('NEW is "1", but none is locked');
    expect((await refusal({ packages: ['one'] })).message).toContain(
      'its packages are "one", but "one, two"',
    );
    expect((await refusal({ program: 'two' })).message).toContain(
      'its program is "two", but "one" is locked',
    );
    expect((await refusal({ native: true })).message).toContain('optimized for this machine is "yes"');
    Object.assign(metadata.env, { OTHER: 'y' });
    const changed = await startRegistry({ [id]: { pkgbuild, metadata } });
    const last = await openTestCatalog(changed.url);
    const error = await rejectionOf(last.catalog.provisionAndAdd(id, { ...last.job(), locked }));
    expect(error).toMatchObject({ code: 'LOCK_MISMATCH', message: expect.stringContaining('OTHER is "y"') });
    for (const opened of [later, last]) {
      expect(opened.steps()).not.toContain('sources');
      await expectNothingLeft(opened);
    }
  });

  test('keeps other platforms of the same recipe, and drops those of another', async () => {
    const { lockfile } = await useLockedWorker();
    const hello = lockfile.workers.hello;
    if (hello === undefined) throw new Error('nothing was locked');
    const elsewhere = { 'macos-aarch64': { sources: [] } };
    const previous: Lockfile = { lockfileVersion: 1, workers: { hello: { ...hello, platforms: elsewhere } } };
    const worker = (await installedAgain(lockfile)) ?? [];
    expect(Object.keys(lockWorkers(worker, previous).workers.hello?.platforms ?? {})).toEqual([
      PLATFORM,
      'macos-aarch64',
    ]);
    const other: Lockfile = {
      lockfileVersion: 1,
      workers: { hello: { ...hello, pkgbuildDigest: `sha256:${'0'.repeat(64)}`, platforms: elsewhere } },
    };
    expect(Object.keys(lockWorkers(worker, other).workers.hello?.platforms ?? {})).toEqual([PLATFORM]);
  });

  test.each([
    null,
    {},
    { lockfileVersion: 2, workers: {} },
    { lockfileVersion: 1, workers: { a: { version: '1' } } },
  ])('that is damaged is refused: %j', (content) => {
    expect(() => readLockfile(content)).toThrow(expect.objectContaining({ code: 'LOCK_INVALID' }));
  });
});

/** Workers with the provenance that a lockfile was made from. */
async function installedAgain(lockfile: Lockfile) {
  const catalog = await WorkerCatalog.open({ root: await useTempDir(), registry: 'http://127.0.0.1:9' });
  const hello = lockfile.workers.hello;
  if (hello === undefined) return undefined;
  const sources = hello.platforms[PLATFORM]?.sources ?? [];
  await catalog.add({
    id: 'hello-v1.0-linux',
    path: path.join(catalog.root, 'hello-v1.0-linux/hello'),
    size: 0,
    status: 'Available',
    addedAt: '2026-01-01T00:00:00Z',
    workerType: 'Unknown',
    platform: 'Linux',
    version: '1.0',
    architecture: CARCH,
    catalogId: 'hello',
    provenance: {
      origin: 'x',
      pkgbuildDigest: hello.pkgbuildDigest,
      sources,
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:00Z',
      installedBy: 'x',
    },
  });
  return catalog.list();
}
