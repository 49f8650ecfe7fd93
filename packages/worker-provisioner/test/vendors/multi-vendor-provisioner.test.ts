import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  FilesystemCatalog,
  type ModelEntry,
  modelEntryCodec,
  type VendorSource,
} from '@rbee/artifact-catalog';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { MultiVendorProvisioner } from '../../src/vendors/multi-vendor-provisioner.js';

function vendor(name: string, prefix: string, said?: number): VendorSource<string> {
  return {
    name,
    supports: (id) => id.startsWith(prefix),
    download: async (id, destination, { onEvent }) => {
      onEvent?.(`${name} brings ${id}`);
      await writeFile(destination, name);
      return said ?? name.length;
    },
  };
}

async function provisionerOf(...vendors: VendorSource<string>[]) {
  const root = await useTempDir();
  const catalog = await FilesystemCatalog.open<ModelEntry>({ root, codec: modelEntryCodec });
  const provisioner = new MultiVendorProvisioner<ModelEntry, string>({
    catalog,
    vendors,
    fileName: () => 'model.gguf',
    describe: ({ id, path, size }) => ({
      id,
      path,
      size,
      name: id,
      status: 'Available',
      addedAt: '2025-10-23T18:30:00Z',
    }),
  });
  return { root, catalog, provisioner };
}

test('an id goes to the first vendor that supports it', async () => {
  const { catalog, provisioner } = await provisionerOf(
    vendor('one', 'x/'),
    vendor('two', 'y/'),
    vendor('three', 'y/'),
  );
  const events: string[] = [];
  const model = await provisioner.provision('y/model', {
    jobId: 'job',
    onEvent: (event) => events.push(event),
  });
  expect(model).toMatchObject({
    id: 'y/model',
    size: 3,
    path: path.join(catalog.folderOf('y/model'), 'model.gguf'),
  });
  expect(events).toEqual(['two brings y/model']);
  expect(await catalog.contains('y/model')).toBe(false);
  await catalog.add(model);
  expect(await catalog.get('y/model')).toEqual(model);
});

test('an id that no vendor supports, and a short download, leave nothing', async () => {
  const { root, provisioner } = await provisionerOf(vendor('one', 'x/', 1_000));
  expect(provisioner.supports('y')).toBe(false);
  expect(await rejectionOf(provisioner.provision('y', { jobId: 'job' }))).toMatchObject({
    code: 'NO_VENDOR',
    message: 'No vendor supports "y".',
    hint: 'Asked: one.',
  });
  expect(await rejectionOf(provisioner.provision('x/a', { jobId: 'job' }))).toMatchObject({
    code: 'DOWNLOAD_INCOMPLETE',
    message: 'one said that x/a has 1000 bytes, but 3 arrived.',
  });
  expect((await listTree(root)).filter((entry) => !entry.startsWith('@'))).toEqual([]);
});

test('a cancelled call asks no vendor', async () => {
  const { provisioner } = await provisionerOf(vendor('one', 'x/'));
  const signal = AbortSignal.abort('enough');
  expect(await rejectionOf(provisioner.provision('x/a', { jobId: 'job', signal }))).toBe('enough');
});
