import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { packPackages } from '../pack-packages.js';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');

const PROGRAM = `
import { provisionAndAdd, WorkerCatalog, type ProvisionEvent, type WorkerBinary } from '@rbee/worker-catalog';

const steps: string[] = [];
const onEvent = (event: ProvisionEvent) => {
  if (event.type === 'step-start') steps.push(event.step);
};
const worker: WorkerBinary = await provisionAndAdd('hello-cpu', { jobId: 'job-1', onEvent });
const catalog = await WorkerCatalog.open();
console.log(JSON.stringify({ id: worker.id, type: worker.workerType, contained: await catalog.contains(worker.id), steps }));
`;

const PKGBUILD = `
pkgname=hello-cpu
pkgver=1.0
pkgrel=1
arch=(any)
package() {
  mkdir -p "$pkgdir/usr/local/bin"
  printf '#!/bin/sh\\necho hello\\n' > "$pkgdir/usr/local/bin/$pkgname"
  chmod 755 "$pkgdir/usr/local/bin/$pkgname"
}
`;

test('the packed packages work in an empty project outside the workspace, types included', {
  timeout: 180_000,
}, async () => {
  const folder = await useTempDir();
  const tarballs = await packPackages(root, await makeFolder(folder, 'tarballs'));
  expect(tarballs.length).toBe(7);
  const project = await makeFolder(folder, 'project');
  await writeFile(path.join(project, 'package.json'), JSON.stringify(projectManifest(tarballs)));
  await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  await writeFile(path.join(project, 'index.ts'), PROGRAM);
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: project });

  await run(path.join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project });
  const registry = await startHttpServer({
    '/workers/hello-cpu': {
      type: 'body',
      body: JSON.stringify({
        id: 'hello-cpu',
        name: 'Hello',
        version: '1.0',
        platforms: ['linux', 'macos'],
        architectures: ['x86_64', 'aarch64'],
        worker_type: 'cpu',
      }),
    },
    '/workers/hello-cpu/PKGBUILD': { type: 'body', body: PKGBUILD },
  });
  const { stdout } = await run(process.execPath, ['index.js'], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      WORKER_CATALOG_URL: registry.url,
    },
  });
  expect(JSON.parse(stdout)).toEqual({
    id: 'hello-cpu-v1.0-linux',
    type: 'CpuLlm',
    contained: true,
    steps: [
      'metadata',
      'platform-check',
      'pkgbuild',
      'parse',
      'sources',
      'package',
      'install',
      'prove',
      'catalog',
    ],
  });
});

const TSCONFIG = {
  compilerOptions: {
    module: 'NodeNext',
    target: 'ES2023',
    strict: true,
    types: ['node'],
    skipLibCheck: false,
  },
  include: ['index.ts'],
};

/** Our packages from the tarballs, also where they depend on each other. */
function projectManifest(tarballs: readonly string[]) {
  const ours = Object.fromEntries(
    tarballs.map((tarball) => [
      `@rbee/${path
        .basename(tarball)
        .replace(/^rbee-/, '')
        .replace(/-\d.*$/, '')}`,
      `file:${tarball}`,
    ]),
  );
  return {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { '@rbee/worker-catalog': ours['@rbee/worker-catalog'] },
    devDependencies: { typescript: '~5.9.3', '@types/node': '^20.19.0' },
    overrides: Object.fromEntries(Object.entries(ours).filter(([name]) => name !== '@rbee/worker-catalog')),
  };
}

async function makeFolder(parent: string, name: string): Promise<string> {
  const folder = path.join(parent, name);
  await mkdir(folder);
  return folder;
}
