import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { lockWorkers, type OperationEvent, type WorkerCatalog } from '../../src/index.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

/** A registry with a worker of which there will be a newer version. */
async function startHello() {
  const recipe = (version: string) => ({
    pkgbuild: helloRecipe('hello').replace('pkgver=1.0', `pkgver=${version}`),
    metadata: { version },
  });
  return {
    old: await startRegistry({ hello: recipe('1.0') }),
    next: await startRegistry({ hello: recipe('2.0') }),
  };
}

/** The options of an operation, and what it emits. */
function follow(further: object = {}) {
  const events: OperationEvent[] = [];
  return {
    events,
    options: { jobId: 'job-7', onEvent: (event: OperationEvent) => events.push(event), ...further },
  };
}

async function folderWithRecipe(): Promise<string> {
  const folder = await useTempDir();
  await writeFile(path.join(folder, 'PKGBUILD'), helloRecipe('hello'));
  return folder;
}

describe('worker_install', () => {
  test('installs a worker of the registry, and says when there was nothing to do', async () => {
    const { old } = await startHello();
    const { catalog } = await openTestCatalog(old.url);
    const operation = { operation: 'worker_install', worker: 'hello' } as const;
    const { events, options } = follow();
    expect(await catalog.perform(operation, options)).toMatchObject({
      installed: { id: 'hello-v1.0-linux' },
      wasInstalled: false,
    });
    expect(new Set(events.map((event) => 'jobId' in event && event.jobId))).toEqual(new Set(['job-7']));
    expect(await catalog.perform(operation, options)).toMatchObject({ wasInstalled: true });
    expect(await catalog.perform({ ...operation, force: true }, options)).toMatchObject({
      wasInstalled: false,
    });
  });

  test('installs from a folder, a PKGBUILD, and a file: or http URL of either', async () => {
    const folder = await folderWithRecipe();
    const server = await startHttpServer({ '/r/PKGBUILD': { type: 'body', body: helloRecipe('hello') } });
    const { catalog } = await openTestCatalog('http://127.0.0.1:1');
    const file = path.join(folder, 'PKGBUILD');
    const places = [
      folder,
      file,
      pathToFileURL(folder).href,
      pathToFileURL(file).href,
      `${server.url}/r`,
      `${server.url}/r/PKGBUILD`,
    ];
    for (const from of places) {
      const result = await catalog.perform({ operation: 'worker_install', from }, follow().options);
      expect(result).toMatchObject({ installed: { id: 'hello-v1.0-linux' } });
      await catalog.remove('hello-v1.0-linux');
    }
  });

  test.each(['file://elsewhere/recipe', 'file:///%00'])('refuses %s', async (from) => {
    const { catalog } = await openTestCatalog('http://127.0.0.1:1');
    expect(
      await rejectionOf(catalog.perform({ operation: 'worker_install', from }, follow().options)),
    ).toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  test('as locked refuses another recipe', async () => {
    const { old, next } = await startHello();
    const { catalog, root } = await openTestCatalog(old.url);
    await catalog.perform({ operation: 'worker_install', worker: 'hello' }, follow().options);
    const locked = lockWorkers(await catalog.list()).workers.hello;
    expect(locked).toBeDefined();
    const { catalog: later } = await openTestCatalog(next.url, { root });
    const operation = { operation: 'worker_install', worker: 'hello', locked } as const;
    expect(await rejectionOf(later.perform(operation, follow().options))).toMatchObject({
      code: 'LOCK_MISMATCH',
    });
  });

  test('trusts origins with the licence token for this time only', async () => {
    const server = await startHttpServer({ '/paid.txt': { type: 'body', body: 'paid' } });
    const lines = `source=(${server.url}/paid.txt)\nsha256sums=(SKIP)`;
    const metadata = { requires_license: true, license_origins: [server.url] };
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines), metadata } });
    const options = { licenseToken: 'a-licence-token', registry: { url: registry.url, licenseOrigins: [] } };
    const { catalog } = await openTestCatalog(registry.url, options);
    const operation = { operation: 'worker_install', worker: 'hello' } as const;
    const install = (licenseOrigins?: string[]) =>
      catalog.perform({ ...operation, ...(licenseOrigins && { licenseOrigins }) }, follow().options);
    expect(await rejectionOf(install())).toMatchObject({ code: 'LICENSE_ORIGIN_UNTRUSTED' });
    expect(await install([server.url])).toMatchObject({ wasInstalled: false });
    await catalog.remove('hello-v1.0-linux');
    expect(await rejectionOf(install())).toMatchObject({ code: 'LICENSE_ORIGIN_UNTRUSTED' });
  });

  test('leaves nothing when it is cancelled', async () => {
    const registry = await startRegistry({
      hello: { pkgbuild: helloRecipe('hello', 'build() { sleep 60; }') },
    });
    const { catalog, root } = await openTestCatalog(registry.url);
    const controller = new AbortController();
    const onEvent = (event: OperationEvent) => {
      if (event.type === 'step-start' && event.step === 'build') controller.abort(new Error('enough'));
    };
    const { options } = follow({ signal: controller.signal, onEvent });
    const error = await rejectionOf(
      catalog.perform({ operation: 'worker_install', worker: 'hello' }, options),
    );
    expect(error).toBe(controller.signal.reason);
    expect((await readdir(root)).filter((name) => !name.startsWith('@'))).toEqual([]);
  });
});

/** A catalog with both versions, of which the newer one is current. */
async function useBoth(): Promise<WorkerCatalog> {
  const { old, next } = await startHello();
  const { catalog, root, job } = await openTestCatalog(old.url);
  await catalog.provisionAndAdd('hello', job());
  const { catalog: later } = await openTestCatalog(next.url, { root });
  await later.perform({ operation: 'worker_upgrade', worker: 'hello' }, follow().options);
  return later;
}

test('worker_upgrade installs what is newer, and says when nothing is', async () => {
  const catalog = await useBoth();
  expect((await catalog.list()).map(({ version }) => version)).toEqual(['1.0', '2.0']);
  const { events, options } = follow();
  expect(await catalog.perform({ operation: 'worker_upgrade', worker: 'hello' }, options)).toMatchObject({
    installed: { version: '2.0' },
    wasInstalled: true,
  });
  expect(events).toEqual([
    {
      type: 'up-to-date',
      jobId: 'job-7',
      workerId: 'hello',
      artifactId: 'hello-v2.0-linux',
      version: '2.0',
    },
  ]);
  expect(
    await rejectionOf(catalog.perform({ operation: 'worker_upgrade', worker: 'other' }, options)),
  ).toMatchObject({ code: 'NOT_INSTALLED' });
});

test('worker_select and worker_rollback change the current version', async () => {
  const catalog = await useBoth();
  const { options } = follow();
  expect(await catalog.perform({ operation: 'worker_rollback', worker: 'hello' }, options)).toEqual({
    current: 'hello-v1.0-linux',
  });
  expect((await catalog.requireInstalled('hello')).version).toBe('1.0');
  expect(await catalog.perform({ operation: 'worker_select', worker: 'hello-v2.0-linux' }, options)).toEqual({
    current: 'hello-v2.0-linux',
  });
  expect((await catalog.requireInstalled('hello')).version).toBe('2.0');
  expect((await catalog.requireInstalled('hello-v1.0-linux')).version).toBe('1.0');
});

test('worker_verify reports each worker', async () => {
  const catalog = await useBoth();
  const { events, options } = follow();
  const { path: program } = await catalog.get('hello-v2.0-linux');
  await writeFile(program, 'other');
  const { verified } = await catalog.perform({ operation: 'worker_verify' }, options);
  expect(verified).toMatchObject([
    { id: 'hello-v1.0-linux', verdict: 'intact' },
    { id: 'hello-v2.0-linux', verdict: 'changed' },
  ]);
  expect(events).toMatchObject([
    { type: 'worker-verified', artifactId: 'hello-v1.0-linux', verification: { verdict: 'intact' } },
    { type: 'worker-verified', artifactId: 'hello-v2.0-linux', verification: { verdict: 'changed' } },
  ]);
  const one = { operation: 'worker_verify', worker: 'hello' } as const;
  expect((await catalog.perform(one, options)).verified).toHaveLength(1);
});

test('catalog_prune and worker_remove never take what runs', async () => {
  const catalog = await useBoth();
  const running = follow({ isRunning: (id: string) => id === 'hello-v1.0-linux' });
  const prune = { operation: 'catalog_prune', keep: 1 } as const;
  expect(await catalog.perform(prune, running.options)).toEqual({ removed: [], failedBuilds: [] });
  expect(running.events).toEqual([{ type: 'kept-running', jobId: 'job-7', artifactId: 'hello-v1.0-linux' }]);
  const remove = { operation: 'worker_remove', worker: 'hello-v1.0-linux' } as const;
  expect(await rejectionOf(catalog.perform(remove, running.options))).toMatchObject({ code: 'RUNNING' });
  const { options } = follow();
  expect(await catalog.perform({ ...prune, dryRun: true }, options)).toEqual({
    removed: [],
    failedBuilds: [],
    wouldRemove: ['hello-v1.0-linux'],
  });
  expect(await catalog.count()).toBe(2);
  expect(await catalog.perform(prune, options)).toEqual({ removed: ['hello-v1.0-linux'], failedBuilds: [] });
  const last = { ...remove, worker: 'hello-v2.0-linux' };
  expect(await catalog.perform(last, options)).toEqual({ removed: ['hello-v2.0-linux'] });
  expect(await catalog.isEmpty()).toBe(true);
});

test('catalog_repair, cache_prune and cache_verify say what they did', async () => {
  const { catalog } = await openTestCatalog('http://127.0.0.1:1');
  const { options } = follow();
  expect(await catalog.perform({ operation: 'catalog_repair' }, options)).toEqual({ removed: [] });
  expect(await catalog.perform({ operation: 'cache_prune', maxBytes: 0 }, options)).toBeTypeOf('object');
  expect(await catalog.perform({ operation: 'cache_verify' }, options)).toBeTypeOf('object');
});

test('an operation or options that are not valid do nothing', async () => {
  const { catalog } = await openTestCatalog('http://127.0.0.1:1');
  const bad = { operation: 'catalog_prune', keep: 0 } as const;
  expect(await rejectionOf(catalog.perform(bad, follow().options))).toMatchObject({
    code: 'INVALID_OPERATION',
    path: 'keep',
  });
  const repair = { operation: 'catalog_repair' } as const;
  expect(await rejectionOf(catalog.perform(repair, { jobId: '' }))).toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  const signal = AbortSignal.abort(new Error('before'));
  expect(await rejectionOf(catalog.perform(repair, { jobId: 'j', signal }))).toBe(signal.reason);
});
