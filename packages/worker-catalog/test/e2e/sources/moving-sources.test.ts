import { execFileSync } from 'node:child_process';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import {
  createGitRepository,
  listTree,
  processesMentioning,
  rejectionOf,
  startGitServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { lockWorkers, type OpenOptions, type OutdatedEvent, WorkerCatalog } from '../../../src/index.js';
import { startInstall } from '../../child.js';
import { canMount, mountTmpfs, remount } from '../../mounts.js';
import { openTestCatalog, startRegistry } from '../../support.js';

const PKGVER = 'pkgver() { cat tool/version; }';

/** A recipe that installs the script of a repository. */
function recipe(source: string, lines = ''): string {
  return `
pkgname=tool
pkgver=1.0
pkgrel=1
arch=(any)
source=(${source})
sha256sums=(SKIP)
${lines}
package() { install -Dm755 tool/run "$pkgdir/usr/bin/tool"; }
`;
}

function program(says: string): Record<string, string> {
  return { run: `#!/bin/sh\necho ${says}\n`, version: says };
}

interface Setup extends OpenOptions {
  readonly fragment?: string;
  readonly lines?: string;
}

/** An installed worker that is the script of a repository: it prints `1.0`. */
async function useTool({ fragment = '#branch=main', lines, ...open }: Setup = {}) {
  const folder = await useTempDir();
  const repository = await createGitRepository(path.join(folder, 'tool'));
  const first = await repository.commit(program('1.0'));
  await repository.git('tag', 'v1');
  const git = await startGitServer(folder);
  const source = `git+${git.url}/tool${fragment.replace('FIRST', first)}`;
  const registry = await startRegistry({ tool: { pkgbuild: recipe(source, lines) } });
  const setup = await openTestCatalog(registry.url, open);
  const worker = await setup.catalog.provisionAndAdd('tool', setup.job());
  setup.events.splice(0);
  const again = () => setup.catalog.provisionAndAdd('tool', setup.job());
  const leave = () => rename(path.join(folder, 'tool'), path.join(folder, 'elsewhere'));
  return { ...setup, repository, first, git, registry, worker, again, leave };
}

function run(file: string): string {
  return execFileSync(file, { encoding: 'utf8' }).trim();
}

describe.each(['embedded', 'system'] as const)('with the %s git, a worker whose source is', (git) => {
  test.each(['', '#branch=main'])(
    '%j is installed until that moves, and is then replaced',
    async (fragment) => {
      const setup = await useTool({ fragment, sources: { git } });
      const { catalog, repository, worker, first, again, events } = setup;
      expect(await again()).toEqual(worker);
      expect(setup.steps()).toEqual(['metadata', 'platform-check', 'pkgbuild', 'parse']);
      expect(events.at(-1)).toMatchObject({ type: 'already-installed', artifactId: worker.id });

      const second = await repository.commit(program('2.0'));
      expect(await catalog.outdated()).toEqual([]);
      const moved = { name: 'tool', from: first, to: second };
      expect(await catalog.outdated({ checkSources: true })).toEqual([
        { workerId: 'tool', current: worker, pinned: false, availableVersion: '1.0', moved: [moved] },
      ]);
      const next = await again();
      expect([next.id, run(next.path)]).toEqual([worker.id, '2.0']);
      expect(next.provenance?.sources).toMatchObject([{ commit: second }]);
      expect(events.filter(({ type }) => type === 'source-moved')).toEqual([
        { type: 'source-moved', jobId: 'job-1', workerId: 'tool', ...moved },
      ]);
      expect(await catalog.list()).toEqual([next]);
      expect(await catalog.outdated({ checkSources: true })).toEqual([]);
      expect(await again()).toEqual(next);
    },
  );
});

test.each(['#tag=v1', '#commit=FIRST'])('a source pinned with %s is not asked for', async (fragment) => {
  const { catalog, repository, git, worker, again } = await useTool({ fragment });
  await repository.commit(program('2.0'));
  const before = git.requests.length;
  expect(await again()).toEqual(worker);
  expect(await catalog.outdated({ checkSources: true })).toEqual([]);
  expect(git.requests.length).toBe(before);
});

test('a plan asks no remote', async () => {
  const { catalog, repository, git } = await useTool();
  await repository.commit(program('2.0'));
  const before = git.requests.length;
  expect(await catalog.plan('tool')).toMatchObject({
    action: 'none',
    recipe: { sources: [{ mayMove: true }] },
  });
  expect(git.requests.length).toBe(before);
});

test('with pkgver() each commit is a version, and one that is there already is taken', async () => {
  const { catalog, repository, worker, first, again } = await useTool({ lines: PKGVER });
  await repository.commit(program('2.0'));
  const next = await again();
  expect((await catalog.list()).map(({ id }) => id)).toEqual([worker.id, next.id]);
  expect([run(worker.path), run(next.path)]).toEqual(['1.0', '2.0']);
  await repository.git('reset', '--quiet', '--hard', first);
  expect(await again()).toEqual(worker);
});

describe('where the remote cannot be asked, the installed worker is the answer', () => {
  test('because it is gone', async () => {
    const { catalog, worker, again, events, leave } = await useTool();
    await leave();
    expect(await again()).toEqual(worker);
    expect(events).toContainEqual({
      ...{ type: 'sources-unchecked', jobId: 'job-1', workerId: 'tool', artifactId: worker.id },
      reason: expect.stringContaining('404'),
    });
    const told: OutdatedEvent[] = [];
    expect(await catalog.outdated({ checkSources: true, onEvent: (event) => told.push(event) })).toEqual([]);
    expect(told).toEqual([
      {
        ...{ type: 'sources-unchecked', workerId: 'tool', artifactId: worker.id },
        reason: expect.stringContaining('404'),
      },
    ]);
  });

  test('because nothing may be asked for', async () => {
    const { root, registry, repository, worker, git, job, events } = await useTool();
    await repository.commit(program('2.0'));
    const before = git.requests.length;
    const offline = await WorkerCatalog.open({ root, registry: registry.url, offline: true });
    expect(await offline.provisionAndAdd('tool', job())).toEqual(worker);
    expect(events.filter(({ type }) => type === 'sources-unchecked')).toHaveLength(1);
    expect(git.requests.length).toBe(before);
  });

  test('because the branch is gone', async () => {
    const { repository, worker, again, events } = await useTool();
    await repository.git('branch', '--move', 'trunk');
    expect(await again()).toEqual(worker);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'sources-unchecked', reason: expect.stringContaining('trunk') }),
    );
  });
});

describe.each(canMount() ? ['tmpfs'] : [])('in a catalog that can only be read (%s)', () => {
  test('the installed worker is the answer, whether its source has moved or not', async () => {
    const folder = await useTempDir();
    mountTmpfs(folder, 'size=320m');
    const { repository, worker, again, events } = await useTool({ root: path.join(folder, 'workers') });
    remount(folder, 'ro');
    expect(await again()).toEqual(worker);
    await repository.commit(program('2.0'));
    expect(await again()).toEqual(worker);
    expect(events.filter(({ type }) => type === 'sources-unchecked')).toMatchObject([
      { reason: expect.stringContaining('read-only') },
      { reason: expect.stringContaining('read-only') },
    ]);
    expect(run(worker.path)).toBe('1.0');
    remount(folder, 'rw');
    expect(run((await again()).path)).toBe('2.0');
  });
});

test('what is locked is the answer, wherever its branch is now', async () => {
  const { catalog, repository, git, worker, job } = await useTool();
  await repository.commit(program('2.0'));
  const before = git.requests.length;
  const locked = lockWorkers([worker]).workers.tool;
  expect(await catalog.provisionAndAdd('tool', { ...job(), locked })).toEqual(worker);
  expect(git.requests.length).toBe(before);
});

test('a moved source that makes no working program leaves the old one', async () => {
  const { catalog, repository, worker, again } = await useTool();
  await repository.commit({ run: '#!/bin/sh\nexit 3\n' });
  expect(await rejectionOf(again())).toMatchObject({ code: 'NOT_PROVEN' });
  expect([await catalog.list(), run(worker.path)]).toEqual([[worker], '1.0']);
  expect(await catalog.verify(worker.id)).toEqual({ verdict: 'intact' });
});

test('an abort while the remote is asked leaves everything as it was', async () => {
  const { catalog, root, git, worker, job } = await useTool();
  const tree = await listTree(root);
  const abort = new AbortController();
  git.stall();
  const asked = git.nextRequest();
  const failure = rejectionOf(catalog.provisionAndAdd('tool', job(abort.signal)));
  await asked;
  abort.abort('enough');
  expect(await failure).toBe('enough');
  expect(await listTree(root)).toEqual(tree);
  expect(processesMentioning(root)).toEqual([]);
  expect(run(worker.path)).toBe('1.0');
});

test('killed at any event of the replacing, the old program is there or the new one', {
  timeout: 120_000,
}, async () => {
  const { catalog, root, repository, registry, worker } = await useTool();
  const job = { root, registry: registry.url, id: 'tool' };
  await repository.commit(program('2.0'));
  let killed = 0;
  for (let killAt = 1; ; killAt += 1) {
    const { signal } = await startInstall({ ...job, killAt }).outcome;
    if (signal !== 'SIGKILL') break;
    killed += 1;
    expect((await catalog.list()).map(({ id }) => id)).toEqual([worker.id]);
    expect(['1.0', '2.0']).toContain(run(worker.path));
    expect(await catalog.verify(worker.id)).toEqual({ verdict: 'intact' });
  }
  expect(killed).toBeGreaterThan(10);
  expect(run(worker.path)).toBe('2.0');
});
