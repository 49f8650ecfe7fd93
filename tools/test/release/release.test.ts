import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { pnpmCommand } from '../../pack-packages.js';
import { type PackageRegistry, startPackageRegistry } from './package-registry.js';
import { copyRepository } from './repository-copy.js';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');

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

type Environment = Record<string, string | undefined>;

test('a release is made by its own commands, and strangers can install it', {
  timeout: 600_000,
}, async () => {
  const folder = await useTempDir();
  const registry = await startPackageRegistry(root, path.join(folder, 'registry'));
  const copy = await copyRepository(root, path.join(folder, 'repository'));
  const environment = await releaseEnvironment(folder, registry);

  await run(path.join(copy, 'node_modules/.bin/changeset'), ['version'], { cwd: copy, env: environment });
  await pnpm(['run', 'release'], copy, environment);
  await expectPublished(registry, copy);

  // A second run has nothing to publish, and does not fail.
  const again = await pnpm(['run', 'release'], copy, environment);
  expect(again).toContain('No unpublished projects');

  const workers = await startWorkerRegistry();
  for (const client of CLIENTS) {
    const project = await makeProject(path.join(folder, client.name), registry);
    await run(client.program, [...client.args], { cwd: project, env: clientEnvironment(folder) });
    expect(await runProgram(project, workers), client.name).toEqual({
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
  }
});

interface Client {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const PNPM = pnpmCommand();

const CLIENTS: readonly Client[] = [
  { name: 'npm', program: 'npm', args: ['install', '--no-audit', '--no-fund'] },
  { name: 'pnpm', program: PNPM.program, args: [...PNPM.args, 'install'] },
];

/** What the release's commands get: the registry to ask and its token, and a `pnpm` to call. */
async function releaseEnvironment(folder: string, { url, token }: PackageRegistry): Promise<Environment> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  const command = (await pnpmItself()).map((word) => `'${word}'`).join(' ');
  await writeFile(path.join(bin, 'pnpm'), `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(path.join(bin, 'pnpm'), 0o755);
  const userconfig = path.join(folder, 'npmrc');
  await writeFile(userconfig, `registry=${url}/\n${url.replace('http:', '')}/:_authToken=${token}\n`);
  return {
    ...clientEnvironment(folder),
    PATH: `${bin}:${process.env.PATH}`,
    npm_config_userconfig: userconfig,
    npm_config_registry: `${url}/`,
    pnpm_config_verify_deps_before_run: 'false',
  };
}

/** The pnpm that is behind `npx`, which would look for it at the registry of the release. */
async function pnpmItself(): Promise<string[]> {
  if (PNPM.program !== 'npx') return [PNPM.program, ...PNPM.args];
  const { stdout } = await run('npx', ['-y', '-p', 'pnpm@12', '-c', 'command -v pnpm']);
  return [stdout.trim()];
}

/** A home of its own, and what says where the other packages come from. */
function clientEnvironment(folder: string): Environment {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|npm_config_.*|https?_proxy|no_proxy)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: process.env.HOME, XDG_CACHE_HOME: path.join(folder, 'cache') };
}

async function pnpm(args: readonly string[], cwd: string, env: Environment): Promise<string> {
  const { stdout, stderr } = await run('pnpm', [...args], { cwd, env });
  return `${stdout}${stderr}`;
}

/** Each package has the version of the release, and nothing in it that only this workspace has. */
async function expectPublished(registry: PackageRegistry, copy: string): Promise<void> {
  const names = await readdir(path.join(copy, 'packages'));
  expect(names.length).toBe(8);
  for (const name of names) {
    const { version } = JSON.parse(await readFile(path.join(copy, 'packages', name, 'package.json'), 'utf8'));
    const { versions } = await registry.package(`@rbee/${name}`);
    expect(Object.keys(versions), name).toEqual([version]);
    const published = versions[version] ?? {};
    expect(published, name).toMatchObject({ license: 'MIT', homepage: expect.stringContaining(name) });
    expect(JSON.stringify(published), name).not.toMatch(/workspace:|@rbee-internal/);
    expect(published.devDependencies, name).toBeUndefined();
    expect(await filesOf(published), name).toEqual(
      expect.arrayContaining(['package/CHANGELOG.md', 'package/LICENSE', 'package/README.md']),
    );
  }
}

async function filesOf(published: Record<string, unknown>): Promise<string[]> {
  const { tarball } = published.dist as { tarball: string };
  const folder = await useTempDir();
  const file = path.join(folder, 'package.tgz');
  await writeFile(file, Buffer.from(await (await fetch(tarball)).arrayBuffer()));
  const { stdout } = await run('tar', ['-tzf', file]);
  return stdout.trim().split('\n');
}

async function makeProject(folder: string, { url }: PackageRegistry): Promise<string> {
  await mkdir(folder);
  const files = {
    'package.json': JSON.stringify(MANIFEST),
    'pnpm-workspace.yaml': 'minimumReleaseAge: 0\n',
    '.npmrc': `@rbee:registry=${url}/\n`,
    'tsconfig.json': JSON.stringify(TSCONFIG),
    'index.ts': PROGRAM,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}

const MANIFEST = {
  name: 'consumer',
  private: true,
  type: 'module',
  dependencies: { '@rbee/worker-catalog': '*' },
  devDependencies: { typescript: '~5.9.3', '@types/node': '^20.19.0' },
};

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

async function startWorkerRegistry(): Promise<string> {
  const entry = {
    id: 'hello-cpu',
    name: 'Hello',
    version: '1.0',
    platforms: ['linux', 'macos'],
    architectures: ['x86_64', 'aarch64'],
    worker_type: 'cpu',
  };
  const { url } = await startHttpServer({
    '/workers/hello-cpu': { type: 'body', body: JSON.stringify(entry) },
    '/workers/hello-cpu/PKGBUILD': { type: 'body', body: PKGBUILD },
  });
  return url;
}

/** Checks the program's types against those that were published, and runs it. */
async function runProgram(project: string, workers: string): Promise<unknown> {
  await run(path.join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project });
  const { stdout } = await run(process.execPath, ['index.js'], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: project,
      XDG_CACHE_HOME: path.join(project, 'cache'),
      WORKER_CATALOG_URL: workers,
    },
  });
  return JSON.parse(stdout);
}
