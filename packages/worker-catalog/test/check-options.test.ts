import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { provisionAndAdd, WorkerCatalog } from '../src/index.js';
import { helloRecipe, openTestCatalog, startRegistry } from './support.js';

/** A JavaScript caller's options: whatever they are. */
// biome-ignore lint/suspicious/noExplicitAny: what TypeScript would refuse is what is tested.
type Anything = any;

test.each([
  [null, 'the whole'],
  ['/tmp', 'the whole'],
  [{ rot: '/tmp' }, 'Unrecognized key: "rot"'],
  [{ keepVersions: 0 }, 'keepVersions'],
  [{ keepVersions: 1.5 }, 'keepVersions'],
  [{ keepVersions: '3' }, 'keepVersions'],
  [{ offline: 'yes' }, 'offline'],
  [{ registry: 7 }, 'registry'],
  [{ registry: ['http://x', { uri: 'http://y' }] }, 'url'],
  [{ sources: { proxies: {} } }, 'proxies'],
  [{ hardware: { os: 'linux' } }, 'hardware'],
  [{ hardwareOverride: { cuda: 7 } }, 'cuda'],
  [{ hardwareOverride: { cudaa: null } }, 'cudaa'],
  [{ licenseOrigins: ['example.org'] }, 'https origin'],
  [{ licenseToken: 7 }, 'licenseToken'],
  [{ process: { env: {} } }, 'process.homeDir'],
  [{ signal: 'now' }, 'signal'],
])('a catalog is not opened with %j, and nothing is made', async (options, named) => {
  const root = `${await useTempDir()}/workers`;
  const given = typeof options === 'object' && options !== null ? { root, ...options } : options;
  expect(await rejectionOf(WorkerCatalog.open(given as Anything))).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(named),
  });
  expect(await listTree(root)).toEqual([]);
});

test('provisionAndAdd takes the options of open and of an installation, and no others', async () => {
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
  const options = {
    root: `${await useTempDir()}/workers`,
    registry: registry.url,
    jobId: 'j',
    keepVersions: 1,
  };
  expect(await rejectionOf(provisionAndAdd('hello', { ...options, keep: 1 } as Anything))).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining('"keep"'),
  });
  expect((await provisionAndAdd('hello', options)).version).toBe('1.0');
});

describe('a call with options that it cannot use', () => {
  test.each([undefined, {}, { jobId: 'j', sandbox: 'required' }, { jobId: 'j', sandbox: true }])(
    'installs nothing (%j)',
    async (options) => {
      const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
      const { catalog } = await openTestCatalog(registry.url);
      const calls = [
        () => catalog.provisionAndAdd('hello', options as Anything),
        () => catalog.provision('hello', options as Anything),
        () => catalog.provisionAndAddFrom(registry.url, options as Anything),
        () => provisionAndAdd('hello', options as Anything),
      ];
      for (const call of calls) expect(await rejectionOf(call())).toMatchObject({ code: 'INVALID_OPTIONS' });
      expect(registry.requests).toEqual([]);
      expect(await catalog.list()).toEqual([]);
    },
  );

  test.each<[string, readonly unknown[]]>([
    ['plan', ['hello', { forced: true }]],
    ['planFrom', ['http://127.0.0.1:9', { forced: true }]],
    ['available', [{ events: true }]],
    ['hardware', [{ x: 1 }]],
    ['findByTypeAndPlatform', ['CpuLlm', 'linux']],
    ['findByTypeAndPlatform', [undefined, 'Linux']],
    ['versions', [{ x: 1 }]],
    ['select', ['hello', { x: 1 }]],
    ['rollback', ['hello', { x: 1 }]],
    ['prune', [{ keep: 0 }]],
    ['prune', [{ keep: Number.NaN }]],
    ['prune', [{}]],
    ['prune', [undefined]],
    ['outdated', [{ checkSource: true }]],
    ['repair', [{ x: 1 }]],
    ['verify', ['hello', { x: 1 }]],
    ['workerPath', ['hello', { x: 1 }]],
    ['get', ['hello', { x: 1 }]],
    ['list', [{ x: 1 }]],
    ['remove', ['hello', { signal: 1 }]],
    ['contains', ['hello', { x: 1 }]],
    ['count', [{ x: 1 }]],
    ['isEmpty', [{ x: 1 }]],
    ['problems', [{ x: 1 }]],
    ['watch', [{}]],
    ['watch', [undefined]],
    ['diskUsage', [{ x: 1 }]],
    ['pruneCache', [{ maxByte: 1 }]],
    ['pruneCache', [{ maxBytes: -1 }]],
    ['pruneCache', [undefined]],
    ['verifyCache', [{ x: 1 }]],
  ])('is refused: %s%j', async (method, args) => {
    const { catalog } = await openTestCatalog('http://127.0.0.1:9');
    expect(await rejectionOf((catalog as Anything)[method](...args))).toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining(`The options of ${method} cannot be used`),
    });
  });
});
