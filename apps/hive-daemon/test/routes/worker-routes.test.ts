import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { DiskUse, ProblemList, WorkerOverview, WorkerRow } from '../../src/api.js';
import { recipe, registryOf, type TestWorker } from '../recipes.js';
import { useDaemon } from '../support.js';

const OTHER_ARCH = process.arch === 'arm64' ? 'x86_64' : 'aarch64';

describe('the overview', () => {
  test('has every worker with its state and the reason for it', async () => {
    const workers: Record<string, TestWorker> = {
      fresh: { pkgbuild: recipe('fresh'), metadata: { example: true } },
      there: { pkgbuild: recipe('there') },
      old: { pkgbuild: recipe('old') },
      foreign: { pkgbuild: recipe('foreign'), metadata: { architectures: [OTHER_ARCH] } },
      stuck: { pkgbuild: recipe('stuck') },
      gone: { pkgbuild: recipe('gone') },
      broken: { pkgbuild: '', metadata: { version: 7 } },
    };
    const { call, run } = await useDaemon({ workers });
    for (const worker of ['there', 'old', 'stuck', 'gone'])
      await run({ operation: 'worker_install', worker });
    const newer = { version: '2.0' };
    workers.old = { pkgbuild: recipe('old', '', newer), metadata: newer };
    workers.stuck = { pkgbuild: '', metadata: { ...newer, architectures: [OTHER_ARCH] } };
    delete workers.gone;

    const { body } = await call<WorkerOverview>('GET', '/v1/workers');
    expect(body.problems).toEqual([expect.stringContaining('expected string, received number')]);
    expect(body).not.toHaveProperty('registryError');
    expect(body.workers.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['foreign', 'unsupported', expect.stringContaining(`made for ${OTHER_ARCH}`)],
      ['gone', 'installed', undefined],
      ['old', 'update-available', 'The registry has version 2.0; 1.0 is installed.'],
      ['stuck', 'installed', expect.stringContaining('version 2.0, which this machine cannot have')],
      ['there', 'installed', undefined],
      // An example is not the first that one sees.
      ['fresh', 'installable', undefined],
    ]);
    const row = (await call<WorkerRow>('GET', '/v1/workers/old')).body;
    expect(row).toEqual(body.workers[2]);
    expect(row).toMatchObject({
      metadata: { version: '2.0' },
      installed: { current: { version: '1.0' }, pinned: false },
    });
    expect(await call('GET', '/v1/workers/nothing')).toMatchObject({ status: 404 });
  });

  test('has what is installed when the registry is down', async () => {
    const registry = registryOf({ hello: { pkgbuild: recipe('hello') } });
    const root = path.join(await useTempDir(), 'workers');
    const first = await WorkerCatalog.open({ root, registry });
    await first.provisionAndAdd('hello', { jobId: 'job' });
    const catalog = await WorkerCatalog.open({
      root,
      registry: {
        ...registry,
        url: 'http://other.test',
        fetch: () => Promise.reject(new TypeError('down')),
      },
    });
    const { call } = await useDaemon({ catalog });
    expect((await call<WorkerOverview>('GET', '/v1/workers')).body).toMatchObject({
      workers: [{ id: 'hello', state: 'installed', installed: { workerId: 'hello' } }],
      problems: [],
      registryError: expect.stringContaining('http://other.test'),
    });
    expect(await call('GET', '/v1/workers/hello/plan')).toMatchObject({ status: 502 });
  });
});

describe('a plan', () => {
  test('says what an installation would do', async () => {
    const { call } = await useDaemon({ workers: { hello: { pkgbuild: recipe('hello') } } });
    expect(
      await call('GET', '/v1/workers/hello/plan?force=true&backend=cpu&ignoreMissing=true'),
    ).toMatchObject({
      status: 200,
      body: {
        workerId: 'hello',
        action: 'binary',
        obstacles: [],
        recipe: { artifactId: 'hello-v1.0-linux', sources: [] },
      },
    });
  });

  test.each([
    ['/v1/workers/hello/plan?force=maybe', 400],
    ['/v1/workers/hello/plan?x=1', 400],
    ['/v1/workers/nothing/plan', 404],
    ['/v1/workers/a..b/plan', 400],
  ])('%s answers %d', async (target, status) => {
    const { call } = await useDaemon({ workers: { hello: { pkgbuild: recipe('hello') } } });
    expect((await call('GET', target)).status).toBe(status);
  });
});

describe('the machine', () => {
  test('tells its hardware, disk and problems', async () => {
    const { call, run, catalog } = await useDaemon({ workers: { hello: { pkgbuild: recipe('hello') } } });
    await run({ operation: 'worker_install', worker: 'hello' });
    await mkdir(path.join(catalog.root, 'stray'));
    expect((await call('GET', '/v1/hardware')).body).toMatchObject({ os: { value: 'linux' } });
    expect((await call<ProblemList>('GET', '/v1/problems')).body.problems).toMatchObject([
      { code: 'MISSING_METADATA' },
    ]);
    const disk = (await call<DiskUse>('GET', '/v1/disk')).body;
    expect(Object.keys(disk).sort()).toEqual([
      'cacheBytes',
      'freeBytes',
      'stateBytes',
      'totalBytes',
      'workers',
    ]);
    expect(disk.workers['hello-v1.0-linux']).toBeGreaterThan(20);
    expect(disk.stateBytes).toBeGreaterThan(500);
    expect(disk.totalBytes).toBeGreaterThan(disk.freeBytes);
  });
});
