import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import {
  FilesystemCatalog,
  type ModelEntry,
  modelEntryCodec,
  type WorkerBinary,
  WorkerCatalog,
} from '../src/index.js';
import { helloRecipe, OTHER_ARCH, openTestCatalog, startRegistry } from './support.js';

async function emptyCatalog() {
  const root = await useTempDir();
  return { root, catalog: await WorkerCatalog.open({ root, registry: 'http://127.0.0.1:9' }) };
}

/** A worker with its program in place, not recorded. */
async function makeWorker(root: string, further: Partial<WorkerBinary>): Promise<WorkerBinary> {
  const id = `worker-v${further.version ?? '1'}-linux`;
  const program = path.join(root, id, 'worker');
  await mkdir(path.dirname(program), { recursive: true });
  await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
  return {
    id,
    path: program,
    size: 10,
    status: 'Available',
    addedAt: '2025-10-23T18:30:00Z',
    workerType: 'CpuLlm',
    platform: 'Linux',
    version: '1',
    ...further,
  };
}

describe('the catalog', () => {
  test('adds, reads, lists and removes workers', async () => {
    const { root, catalog } = await emptyCatalog();
    const worker = await makeWorker(root, {});
    expect(await catalog.isEmpty()).toBe(true);

    await catalog.add(worker);

    expect(await catalog.get(worker.id)).toEqual(worker);
    expect(await catalog.list()).toEqual([worker]);
    expect([await catalog.contains(worker.id), await catalog.count(), await catalog.isEmpty()]).toEqual([
      true,
      1,
      false,
    ]);
    expect(await catalog.workerPath(worker.id)).toBe(worker.path);
    await expect(catalog.add(worker)).rejects.toThrow('already exists');
    await catalog.remove(worker.id);
    expect(await catalog.contains(worker.id)).toBe(false);
    await expect(catalog.get(worker.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(catalog.workerPath(worker.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('says what in its folder is not a worker', async () => {
    const { root, catalog } = await emptyCatalog();
    await mkdir(path.join(root, 'stray'));
    expect(await catalog.problems()).toEqual([expect.objectContaining({ code: 'MISSING_METADATA' })]);
    expect(await catalog.list()).toEqual([]);
  });
});

describe('findByTypeAndPlatform', () => {
  test('chooses the highest usable version, by vercmp', async () => {
    const { root, catalog } = await emptyCatalog();
    for (const version of ['1.9', '1.10', '1.10rc1']) await catalog.add(await makeWorker(root, { version }));
    await catalog.add(await makeWorker(root, { version: '3', workerType: 'CudaLlm' }));
    await catalog.add(await makeWorker(root, { version: '4', platform: 'MacOS' }));
    await catalog.add(await makeWorker(root, { version: '5', status: { Failed: { error: 'no' } } }));
    await catalog.add(await makeWorker(root, { version: '6', path: path.join(root, 'gone') }));

    expect((await catalog.findByTypeAndPlatform('CpuLlm', 'Linux'))?.version).toBe('1.10');
    expect((await catalog.findByTypeAndPlatform('CudaLlm', 'Linux'))?.version).toBe('3');
    expect(await catalog.findByTypeAndPlatform('MetalLlm', 'MacOS')).toBeUndefined();
  });
});

describe('open', () => {
  const facts = { homeDir: '/nonexistent', platform: 'linux', arch: 'x64' };

  test('finds folder and registry in the facts of the process', async () => {
    const cache = await useTempDir();
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const env = { XDG_CACHE_HOME: cache, WORKER_CATALOG_URL: registry.url, PATH: process.env.PATH };
    const catalog = await WorkerCatalog.open({ process: { ...facts, env } });
    expect(catalog.root).toBe(path.join(cache, 'rbee/workers'));
    expect((await catalog.available()).workers.map(({ worker }) => worker.id)).toEqual(['hello']);
  });

  test.each([
    [{ process: { ...facts, env: {}, platform: 'sunos' } }, 'OS_UNKNOWN'],
    [{ process: { ...facts, env: {} }, root: '/tmp', registry: 'localhost:8787' }, 'REGISTRY_INVALID'],
    [{ process: { ...facts, env: {} }, root: '/dev/null/x', registry: 'http://127.0.0.1:9' }, 'IO'],
  ])('refuses %j', async (options, code) => {
    await expect(WorkerCatalog.open(options)).rejects.toMatchObject({ code });
  });
});

describe('available', () => {
  test('says what is installed, what can be, and why not', async () => {
    const registry = await startRegistry({
      hello: { pkgbuild: helloRecipe('hello') },
      other: { pkgbuild: '' },
      elsewhere: { pkgbuild: '', metadata: { architectures: [OTHER_ARCH] } },
      premium: { pkgbuild: '', metadata: { requires_license: true } },
      broken: { pkgbuild: '', metadata: { version: 7 } },
    });
    const { catalog, job } = await openTestCatalog(registry.url);
    const installed = await catalog.provisionAndAdd('hello', job());

    const { workers, problems } = await catalog.available();

    expect(workers).toMatchObject([
      { state: 'installed', worker: { id: 'hello' }, installed },
      { state: 'installable', worker: { id: 'other' } },
      { state: 'unsupported', reason: expect.stringContaining(`made for ${OTHER_ARCH}`) },
      { state: 'blocked', reason: 'premium needs a licence token.' },
    ]);
    for (const { state, verdict, reason } of workers)
      expect([state, reason]).toEqual([verdict.state, verdict.summary]);
    expect(problems).toEqual([expect.stringMatching(/^workers\.4\.version: /)]);
  });
});

test('the catalog serves models too', async () => {
  const root = await useTempDir();
  const models = await FilesystemCatalog.open<ModelEntry>({ root, codec: modelEntryCodec });
  const id = 'meta-llama/Llama-2-7b';
  const model: ModelEntry = {
    id,
    name: 'Llama 2 7B',
    path: path.join(models.folderOf(id), 'model.gguf'),
    size: 4_096,
    status: 'Downloading',
    addedAt: '2025-10-23T18:30:00Z',
  };
  await models.add(model);
  expect(await models.get(id)).toEqual(model);
  expect(path.dirname(models.folderOf(id))).toBe(root);
  await models.remove(id);
  expect(await models.isEmpty()).toBe(true);
});
