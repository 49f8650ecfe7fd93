import { execFileSync } from 'node:child_process';
import { appendFile, chmod, rm } from 'node:fs/promises';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type OpenOptions, WorkerCatalog } from '../../src/index.js';
import { openTestCatalog, startRegistry, type TestCatalog } from '../support.js';

/** A recipe whose program prints its own version. */
function recipe(version: string): string {
  return `
pkgname=tool-cpu
pkgver=${version}
pkgrel=1
arch=(any)
package() {
  printf '#!/bin/sh\\necho ${version}\\n' > tool
  install -Dm755 tool "$pkgdir/usr/bin/tool"
}
`;
}

/** A registry that has one version of the worker. */
function registryWith(version: string, metadata: Record<string, unknown> = {}) {
  return startRegistry({ 'tool-cpu': { pkgbuild: recipe(version), metadata: { version, ...metadata } } });
}

/** A catalog in which these versions were installed, one after the other. */
async function catalogWith(versions: string[], options: OpenOptions = {}): Promise<TestCatalog> {
  const setup = await openTestCatalog('http://127.0.0.1:9');
  for (const version of versions) {
    const { url } = await registryWith(version);
    const catalog = await WorkerCatalog.open({ root: setup.root, registry: url, ...options });
    await catalog.provisionAndAdd('tool-cpu', setup.job());
  }
  return setup;
}

async function currentVersion({ catalog }: TestCatalog): Promise<string | undefined> {
  const worker = await catalog.findByTypeAndPlatform('CpuLlm', 'Linux');
  return worker && execFileSync(worker.path, { encoding: 'utf8' }).trim();
}

async function installedVersions({ catalog }: TestCatalog): Promise<string[]> {
  const [group] = await catalog.versions();
  return group?.versions.map(({ version }) => version) ?? [];
}

describe('versions', () => {
  test('stand beside each other, the newest counts, and only so many are kept', async () => {
    const setup = await catalogWith(['1.2', '1.10', '1.9', '1.11'], { keepVersions: 3 });
    expect(setup.catalog.keepVersions).toBe(3);
    expect(await installedVersions(setup)).toEqual(['1.11', '1.10', '1.9']);
    expect(await currentVersion(setup)).toBe('1.11');
  });

  test('can be rolled back, chosen, and are current again when installed', async () => {
    const setup = await catalogWith(['1', '2', '3']);
    const { catalog, root, job } = setup;
    expect((await catalog.rollback('tool-cpu')).version).toBe('2');
    expect(await currentVersion(setup)).toBe('2');
    expect((await catalog.rollback('tool-cpu')).version).toBe('1');
    expect(await rejectionOf(catalog.rollback('tool-cpu'))).toMatchObject({ code: 'NO_PREVIOUS_VERSION' });
    await catalog.select('tool-cpu-v3-linux');
    expect(await catalog.versions()).toMatchObject([
      { workerId: 'tool-cpu', pinned: true, current: { version: '3' } },
    ]);
    await catalog.select('tool-cpu-v1-linux');
    const { url } = await registryWith('3');
    await (await WorkerCatalog.open({ root, registry: url })).provisionAndAdd('tool-cpu', job());
    expect(await catalog.versions()).toMatchObject([{ pinned: false, current: { version: '3' } }]);
    expect(await rejectionOf(catalog.select('tool-cpu-v9-linux'))).toMatchObject({ code: 'NOT_INSTALLED' });
    expect(await rejectionOf(catalog.rollback('other'))).toMatchObject({ code: 'NOT_INSTALLED' });
  });

  test('are pruned, but never the current one, and never in a dry run', async () => {
    const setup = await catalogWith(['1', '2', '3']);
    const { catalog } = setup;
    await catalog.select('tool-cpu-v1-linux');
    const dry = await catalog.prune({ keep: 1, dryRun: true });
    expect(dry.map(({ version }) => version)).toEqual(['2']);
    expect(await installedVersions(setup)).toEqual(['3', '2', '1']);
    expect((await catalog.prune({ keep: 1 })).map(({ version }) => version)).toEqual(['2']);
    expect(await installedVersions(setup)).toEqual(['3', '1']);
    expect(await currentVersion(setup)).toBe('1');
    await expect(catalog.prune({ keep: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  test('a choice of what was removed no longer counts', async () => {
    const setup = await catalogWith(['1', '2']);
    await setup.catalog.select('tool-cpu-v1-linux');
    await setup.catalog.remove('tool-cpu-v1-linux');
    expect(await currentVersion(setup)).toBe('2');
  });
});

describe('outdated', () => {
  test.each<[string, Record<string, unknown>, unknown[]]>([
    ['1.1', {}, [{ workerId: 'tool-cpu', pinned: false, availableVersion: '1.1' }]],
    ['1.1', { yanked: true }, []],
    ['1.0', {}, []],
    ['0.9', {}, []],
    [
      '1.1',
      { platforms: ['macos'] },
      [
        {
          obstacle:
            'The registry has version 1.1, which this machine cannot have: tool-cpu is made for macos; this machine runs linux.',
        },
      ],
    ],
  ])('compares 1.0 with %s of the registry (%j)', async (version, metadata, outdated) => {
    const { root } = await catalogWith(['1.0']);
    const { url } = await registryWith(version, metadata);
    const catalog = await WorkerCatalog.open({ root, registry: url });
    expect(await catalog.outdated()).toMatchObject(outdated);
  });
});

describe('verify', () => {
  test('tells an intact program from a changed, missing or unusable one', async () => {
    const { catalog } = await catalogWith(['1']);
    const id = 'tool-cpu-v1-linux';
    const program = await catalog.workerPath(id);
    expect(await catalog.verify(id)).toEqual({ verdict: 'intact' });
    await chmod(program, 0o644);
    expect(await catalog.verify(id)).toMatchObject({
      verdict: 'changed',
      differences: [{ path: 'tool', kind: 'mode' }],
    });
    await appendFile(program, 'tampered');
    expect(await catalog.verify(id)).toMatchObject({ verdict: 'changed' });
    await rm(program);
    expect(await catalog.verify(id)).toEqual({ verdict: 'missing' });
    expect(await rejectionOf(catalog.verify('nothing'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a failing upgrade', () => {
  test('keeps the version that works, and says what the new one printed', async () => {
    const setup = await catalogWith(['1']);
    const broken = recipe('2').replace('echo 2', 'echo no libtorch >&2; exit 127');
    const { url } = await startRegistry({ 'tool-cpu': { pkgbuild: broken, metadata: { version: '2' } } });
    const later = await WorkerCatalog.open({ root: setup.root, registry: url });
    expect(await rejectionOf(later.provisionAndAdd('tool-cpu', setup.job()))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining('no libtorch'),
    });
    expect(await currentVersion(setup)).toBe('1');
    expect(await installedVersions(setup)).toEqual(['1']);
    expect(await setup.catalog.problems()).toEqual([]);
  });
});

describe('the registry', () => {
  test('may be down: what it last said still counts, and an event says so', async () => {
    const { url } = await registryWith('1');
    const { catalog, root, events, job } = await openTestCatalog(url);
    await catalog.provisionAndAdd('tool-cpu', job());
    const offline = await WorkerCatalog.open({ root, registry: url, offline: true });
    const worker = await offline.provisionAndAdd('tool-cpu', job());
    expect(worker.version).toBe('1');
    expect(events).toContainEqual(expect.objectContaining({ type: 'registry-stale', origin: url }));
  });

  test('may be one of several, the first of which is preferred', async () => {
    const [first, second] = [await registryWith('1'), await registryWith('2')];
    const { root, job } = await openTestCatalog('http://127.0.0.1:9');
    const registry = ['http://127.0.0.1:9', { url: first.url }, second.url];
    const catalog = await WorkerCatalog.open({ root, registry });
    const worker = await catalog.provisionAndAdd('tool-cpu', job());
    expect(worker).toMatchObject({ version: '1', provenance: { origin: first.url } });
  });
});
