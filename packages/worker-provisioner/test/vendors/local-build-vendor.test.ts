import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, type WorkerBinary, workerBinaryCodec } from '@rbee/artifact-catalog';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { ProvisionEvent } from '../../src/events.js';
import { createLocalBuildVendor } from '../../src/vendors/local-build-vendor.js';
import { MultiVendorProvisioner } from '../../src/vendors/multi-vendor-provisioner.js';

async function useVendor(build: string) {
  const folder = await useTempDir();
  const recipe = path.join(folder, 'recipe');
  await mkdir(recipe);
  await writeFile(
    path.join(recipe, 'PKGBUILD'),
    `pkgname=tool\npkgver=1\npkgrel=1\narch=(any)\nsource=(tool.sh)\nsha256sums=(SKIP)
build() { ${build}; }
package() { install -Dm755 tool.sh "$pkgdir/usr/bin/tool"; }
`,
  );
  await writeFile(path.join(recipe, 'tool.sh'), '#!/bin/sh\necho built here\n');
  const vendor = createLocalBuildVendor({
    folders: { tool: recipe },
    host: { os: 'linux', architecture: 'x86_64' },
    env: { PATH: process.env.PATH },
  });
  await mkdir(path.join(folder, 'out'));
  return { vendor, folder, out: path.join(folder, 'out'), destination: path.join(folder, 'out/tool') };
}

describe('a folder with a PKGBUILD', () => {
  test('is built, and its program brought', async () => {
    const { vendor, out, destination } = await useVendor('echo building');
    const events: ProvisionEvent[] = [];
    const size = await vendor.download('tool', destination, {
      jobId: 'job',
      onEvent: (event) => events.push(event),
    });
    expect(size).toBe('#!/bin/sh\necho built here\n'.length);
    await chmod(destination, 0o755);
    expect(execFileSync(destination, { encoding: 'utf8' })).toBe('built here\n');
    expect(await readdir(out)).toEqual(['tool']);
    expect(events).toContainEqual(
      expect.objectContaining({ jobId: 'job', workerId: 'tool', line: 'building' }),
    );
  });

  test('that fails to build leaves nothing', async () => {
    const { vendor, out, destination } = await useVendor('false');
    expect(await rejectionOf(vendor.download('tool', destination, { jobId: 'job' }))).toMatchObject({
      code: 'FUNCTION_FAILED',
    });
    expect(await readdir(out)).toEqual([]);
  });

  test('is one vendor among others', async () => {
    const { vendor, folder } = await useVendor(':');
    const root = path.join(folder, 'workers');
    const catalog = await FilesystemCatalog.open<WorkerBinary>({ root, codec: workerBinaryCodec });
    const provisioner = new MultiVendorProvisioner<WorkerBinary, ProvisionEvent>({
      catalog,
      vendors: [vendor],
      fileName: (id) => id,
      describe: ({ id, path: file, size }) => ({
        id,
        path: file,
        size,
        status: 'Available',
        addedAt: '2026-01-01T00:00:00Z',
        workerType: 'CpuLlm',
        platform: 'Linux',
        version: '1',
      }),
    });
    const worker = await provisioner.provision('tool', { jobId: 'job' });
    await catalog.add(worker);
    expect(await catalog.get('tool')).toEqual(worker);
  });
});
