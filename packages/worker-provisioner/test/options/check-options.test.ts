import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { createWorkerProvisioner } from '../../src/create-worker-provisioner.js';
import { detectHardware, explainVariants } from '../../src/hardware.js';
import { openFolderRecipe } from '../../src/registry/folder-recipe.js';
import { createHttpRegistry } from '../../src/registry/http-registry.js';
import { createRegistryList } from '../../src/registry/registry-list.js';
import { openUrlRecipe } from '../../src/registry/url-recipe.js';
import { createGitHubReleaseVendor } from '../../src/vendors/github-release-vendor.js';
import { createLocalBuildVendor } from '../../src/vendors/local-build-vendor.js';
import { MultiVendorProvisioner } from '../../src/vendors/multi-vendor-provisioner.js';

const host = { os: 'linux', architecture: 'x86_64' } as const;

/** A JavaScript caller's options: whatever they are. */
// biome-ignore lint/suspicious/noExplicitAny: what TypeScript would refuse is what is tested.
type Anything = any;

async function provisionerWith(more: Record<string, unknown> = {}) {
  const catalog = await FilesystemCatalog.open({ root: await useTempDir(), codec: workerBinaryCodec });
  const asked: string[] = [];
  const registry = createHttpRegistry({
    url: 'http://registry.example',
    fetch: async (url) => {
      asked.push(String(url));
      return new Response('', { status: 500 });
    },
  });
  const provisioner = createWorkerProvisioner({ catalog, registry, host, env: {}, ...more } as Anything);
  return { provisioner: provisioner as Anything, asked };
}

describe('options of an installation that cannot be used are refused before anything is done', () => {
  test.each([
    [undefined, 'the whole'],
    [{}, 'jobId'],
    [{ jobId: 7 }, 'jobId'],
    [{ jobId: '' }, 'jobId'],
    [{ jobId: 'j', sandbox: 'required' }, 'sandbox'],
    [{ jobId: 'j', sandbox: true }, 'sandbox'],
    [{ jobId: 'j', network: 'no' }, 'network'],
    [{ jobId: 'j', force: 1 }, 'force'],
    [{ jobId: 'j', signal: {} }, 'signal'],
    [{ jobId: 'j', onEvent: 'print' }, 'onEvent'],
    [{ jobId: 'j', locked: { version: '1' } }, 'locked'],
    [{ jobId: 'j', sandBox: 'require' }, 'Unrecognized key: "sandBox"'],
    [{ jobId: 'j', registry: {} }, 'Unrecognized key: "registry"'],
  ])('%j', async (options, named) => {
    const { provisioner, asked } = await provisionerWith();
    for (const method of ['provision', 'provisionAndAdd'])
      expect(await rejectionOf(provisioner[method]('tool', options))).toMatchObject({
        code: 'INVALID_OPTIONS',
        message: expect.stringContaining(named),
      });
    expect(await rejectionOf(provisioner.provisionAndAddFrom({ id: 'tool' }, options))).toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    expect(asked).toEqual([]);
  });
});

test.each(['plan', 'planFrom', 'available', 'hardware', 'movedSources'])(
  '%s takes no other members',
  async (method) => {
    const { provisioner, asked } = await provisionerWith();
    const args = method === 'available' || method === 'hardware' ? [{ singal: 1 }] : ['tool', { singal: 1 }];
    expect(await rejectionOf(provisioner[method](...args))).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(asked).toEqual([]);
  },
);

test.each([
  [{ hardwareOverride: { cuda: 7 } }, 'hardwareOverride.cuda'],
  [{ hardwareOverride: { gpus: 'none' } }, 'hardwareOverride.gpus'],
  [{ hardware: {} }, 'hardware'],
  [{ host: { os: 'beos', architecture: 'x86_64' } }, 'host.os'],
  [{ env: undefined }, 'env'],
  [{ licenseToken: '' }, 'licenseToken'],
  [{ licenseOrigins: 'https://example.org' }, 'licenseOrigins'],
  [{ licenseOrigins: ['http://example.org'] }, 'licenseOrigins.0'],
  [{ licenseOrigins: ['https://example.org/path'] }, 'licenseOrigins.0'],
  [{ licenseOrigins: ['https://me@example.org'] }, 'licenseOrigins.0'],
  [{ probeMilliseconds: 0 }, 'probeMilliseconds'],
  [{ sources: { offlin: true } }, 'sources'],
  [{ catalog: {} }, 'catalog'],
  [{ registry: 'http://localhost:8787' }, 'registry'],
  [{ fetch: 'fetch' }, 'fetch'],
])('a provisioner cannot be made with %j', async (more, named) => {
  expect(await rejectionOf(provisionerWith(more))).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(named),
  });
});

test('what a JavaScript caller leaves out of an override is as in text', async () => {
  const { provisioner } = await provisionerWith({
    hardwareOverride: { cuda: { devices: [{ name: 'RTX' }] } },
  });
  expect((await provisioner.hardware()).cuda.devices.value).toEqual([{ name: 'RTX', visible: true }]);
});

test.each<[string, () => unknown]>([
  ['createHttpRegistry', () => createHttpRegistry({ url: 7 } as Anything)],
  ['createHttpRegistry', () => createHttpRegistry({ url: 'http://x', mirror: [] } as Anything)],
  ['createHttpRegistry', () => createHttpRegistry({ url: 'http://x', licenseOrigins: 'all' } as Anything)],
  ['createRegistryList', () => createRegistryList(['http://x'] as Anything)],
  ['openFolderRecipe', () => openFolderRecipe('/x', {} as Anything)],
  ['openUrlRecipe', () => openUrlRecipe('http://x', { architecture: '../x' } as Anything)],
  ['detectHardware', () => detectHardware({ host } as Anything)],
  ['explainVariants', () => explainVariants([], {} as Anything, { allowCpu: true } as Anything)],
  ['createGitHubReleaseVendor', () => createGitHubReleaseVendor({ repository: 'x' } as Anything)],
  ['createLocalBuildVendor', () => createLocalBuildVendor({ folders: [] } as Anything)],
  ['MultiVendorProvisioner', () => new MultiVendorProvisioner({ vendors: [{}] } as Anything)],
])('%s refuses what it cannot use (%#)', async (call, run) => {
  expect(await rejectionOf(new Promise((resolve) => resolve(run())))).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(`The options of ${call} cannot be used`),
  });
});
