import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { ArtifactCatalog, FilesystemCatalog, VendorSource, WorkerBinary } from '../../src/index.js';
import { catalogContract, vendorContract } from '../../src/testing/index.js';
import { openWorkers, workerIn } from '../support/artifacts.js';

const isFilesystem = (catalog: ArtifactCatalog<WorkerBinary>): catalog is FilesystemCatalog<WorkerBinary> =>
  'folderOf' in catalog;

function makeArtifact(catalog: ArtifactCatalog<WorkerBinary>, id: string): WorkerBinary {
  if (!isFilesystem(catalog)) throw new Error('It is another catalog.');
  return workerIn(catalog, id);
}

describe('FilesystemCatalog keeps the contract of catalogs', () => {
  const tests = catalogContract({ makeCatalog: () => openWorkers(), makeArtifact });
  test.each(tests)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

/** Breaks one promise at a time: the contract has to see it. */
const BROKEN: Record<
  string,
  (catalog: FilesystemCatalog<WorkerBinary>) => Partial<ArtifactCatalog<WorkerBinary>>
> = {
  'a list that is not sorted': (catalog) => ({ list: async (call) => (await catalog.list(call)).reverse() }),
  'a second record of an id': (catalog) => ({
    add: (artifact, call) =>
      catalog.add(artifact, call).catch((error) => {
        if (error.code !== 'ALREADY_EXISTS') throw error;
      }),
  }),
  'a signal that is not looked at': (catalog) => ({ get: (id) => catalog.get(id) }),
  'removing what is not there': (catalog) => ({
    remove: (id, call) =>
      catalog.remove(id, call).catch((error) => {
        if (error.code !== 'NOT_FOUND') throw error;
      }),
  }),
  'an id that is taken for a path': (catalog) => ({
    contains: (id, call) => catalog.contains(id || 'x', call),
  }),
};

test.each(Object.entries(BROKEN))('the contract sees %s', async (_, breakIt) => {
  const makeCatalog = async () => {
    const catalog = await openWorkers();
    return new Proxy(catalog, {
      get: (target, name) => {
        const broken = Reflect.get(breakIt(catalog), name) ?? Reflect.get(target, name);
        return typeof broken === 'function' ? broken.bind(catalog) : broken;
      },
    });
  };
  const ends = await Promise.allSettled(
    catalogContract({ makeCatalog, makeArtifact }).map(({ run }) => run()),
  );
  expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
});

const VENDOR: VendorSource<{ jobId: string }> = {
  name: 'a vendor',
  supports: (id) => id === 'supported',
  async download(id, destination, { jobId, onEvent, signal }) {
    signal?.throwIfAborted();
    if (id !== 'supported') throw new Error('It is not supported.');
    onEvent?.({ jobId });
    await new Promise((resolve) => setTimeout(resolve, 10));
    signal?.throwIfAborted();
    await writeFile(destination, 'content');
    return 7;
  },
};

const VENDOR_IDS = { supportedId: 'supported', unsupportedId: 'other' };

describe('a vendor keeps the contract of vendors', () => {
  test.each(vendorContract({ makeVendor: () => VENDOR, ...VENDOR_IDS }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test.each<[string, Partial<typeof VENDOR>]>([
  ['has no name', { name: '' }],
  ['supports everything', { supports: () => true }],
  ['counts wrongly', { download: async (...call) => (await VENDOR.download(...call)) + 1 }],
  [
    'forgets the job',
    { download: (id, to, options) => VENDOR.download(id, to, { ...options, jobId: 'other' }) },
  ],
  [
    'cannot be cancelled',
    { download: (id, to, { signal: _, ...options }) => VENDOR.download(id, to, options) },
  ],
])('the contract sees a vendor that %s', async (_, change) => {
  const tests = vendorContract({ makeVendor: () => ({ ...VENDOR, ...change }), ...VENDOR_IDS });
  const ends = await Promise.allSettled(tests.map(({ run }) => run()));
  expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
});
