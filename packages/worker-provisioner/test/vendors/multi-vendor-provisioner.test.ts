import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  FilesystemCatalog,
  type ModelEntry,
  modelEntryCodec,
  type VendorSource,
} from '@rbee/artifact-catalog';
import { createTarball, listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { MultiVendorProvisioner } from '../../src/vendors/multi-vendor-provisioner.js';
import type { VendorDownload, VendorProgram } from '../../src/vendors/multi-vendor-provisioner-options.js';

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

test('a file becomes a program: unpacked, found, executable, shown to work, with its digests', async () => {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'app/bin'), { recursive: true });
  await writeFile(
    path.join(folder, 'app/bin/tool'),
    '#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/../data"\n',
  );
  await writeFile(path.join(folder, 'app/data'), 'the tool\n');
  const archive = path.join(await useTempDir(), 'a.tar.gz');
  await createTarball(folder, archive);
  const bring = (content: Buffer | string): VendorSource => ({
    name: 'one',
    supports: () => true,
    async download(_id, destination) {
      await writeFile(destination, content);
      return Buffer.byteLength(content);
    },
  });
  const root = await useTempDir();
  const catalog = await FilesystemCatalog.open<ModelEntry>({ root, codec: modelEntryCodec });
  const said: VendorDownload[] = [];
  const install = (content: Buffer | string, program: VendorProgram) =>
    new MultiVendorProvisioner<ModelEntry>({
      ...{ catalog, vendors: [bring(content)], fileName: () => 'file', program },
      describe: (download) => {
        said.push(download);
        const { id, path: place, size } = download;
        return { id, path: place, size, name: id, status: 'Available', addedAt: '2025-10-23T18:30:00Z' };
      },
    }).provision(`tool-${said.length}`, { jobId: 'job' });
  const probe = { kind: 'version', args: [], expect: 'the tool' } as const;
  const unpacked = await install(await readFile(archive), { name: 'tool', probe, env: process.env });
  expect(unpacked.path).toBe(path.join(catalog.folderOf('tool-0'), 'app/bin/tool'));
  expect((await stat(unpacked.path)).mode & 0o111).toBe(0o111);
  expect(said[0]).toMatchObject({ digest: expect.any(String), treeDigest: expect.any(String) });
  const bare = await install('#!/bin/sh\necho the tool\n', { probe, env: process.env });
  expect(bare.path).toBe(path.join(catalog.folderOf('tool-1'), 'tool-1'));
  const broken = rejectionOf(install('#!/bin/sh\nexit 3\n', { probe, env: process.env }));
  expect(await broken).toMatchObject({ code: 'NOT_PROVEN' });
  expect(await readdir(root)).not.toContain('tool-2');
});
