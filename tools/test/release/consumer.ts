import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startHttpServer } from '@rbee-internal/test-kit';
import type { Client } from './clients.js';
import type { Release } from './make-release.js';

const run = promisify(execFile);

/** What a stranger writes; `index.mjs` is the same without its types. */
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

const PLAIN_PROGRAM = PROGRAM.replace(/: (?:string\[\]|ProvisionEvent|WorkerBinary)/g, '').replace(
  /, type \w+/g,
  '',
);

/** What it prints. */
export const INSTALLED = {
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
};

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

const MANIFEST = {
  name: 'consumer',
  private: true,
  type: 'module',
  dependencies: { '@rbee/worker-catalog': '*', '@rbee/pkgbuild-parser': '*' },
  devDependencies: { typescript: '~5.9.3', '@types/node': '^24.0.0' },
};

/** Makes a project in a folder of the client's name, and installs its dependencies. */
export async function makeProject({ folder, environment }: Release, client: Client): Promise<string> {
  const project = path.join(folder, client.name.replaceAll(' ', '-'));
  await mkdir(project);
  const files = {
    'package.json': JSON.stringify(MANIFEST),
    'index.ts': PROGRAM,
    'index.mjs': PLAIN_PROGRAM,
    ...client.files,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(project, name), content);
  const [program, ...args] = client.install;
  // Some clients say on standard output what is wrong.
  await run(program, args, { cwd: project, env: environment }).catch((error: { stdout?: string }) => {
    throw new Error(`${client.name} cannot install it:\n${error.stdout?.slice(-4_000)}`, { cause: error });
  });
  return project;
}

/** Checks the program's types against those that were published. */
export async function typeCheck(project: string, options: Readonly<Record<string, unknown>>): Promise<void> {
  const compilerOptions = {
    target: 'ES2022',
    strict: true,
    types: ['node'],
    skipLibCheck: false,
    noEmit: true,
    ...options,
  };
  const config = path.join(project, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ compilerOptions, include: ['index.ts', '*.cts'] }));
  await run(path.join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project });
}

export interface Trial {
  readonly client: Client;
  readonly project: string;
  /** The registry of workers. */
  readonly workers: string;
}

/** Runs the program with a home of its own; returns what it printed. */
export async function runProject(
  { environment }: Release,
  { client, project, workers }: Trial,
): Promise<unknown> {
  const [program, ...args] = client.execute;
  const { stdout } = await run(program, args, {
    cwd: project,
    env: {
      ...environment,
      XDG_CACHE_HOME: path.join(project, `cache-${client.name.replaceAll(' ', '-')}`),
      WORKER_CATALOG_URL: workers,
    },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** A registry with one worker, until the current test is over. */
export async function startWorkerRegistry(id = 'hello-cpu', functions = ''): Promise<string> {
  const entry = {
    id,
    name: 'Hello',
    version: '1.0',
    platforms: ['linux', 'macos'],
    architectures: ['x86_64', 'aarch64'],
    worker_type: 'cpu',
  };
  const { url } = await startHttpServer({
    [`/workers/${id}`]: { type: 'body', body: JSON.stringify(entry) },
    [`/workers/${id}/PKGBUILD`]: { type: 'body', body: PKGBUILD.replace('hello-cpu', id) + functions },
  });
  return url;
}
