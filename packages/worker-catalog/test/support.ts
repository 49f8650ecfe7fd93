import os from 'node:os';
import path from 'node:path';
import {
  listTree,
  processesMentioning,
  startHttpServer,
  type TestServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { expect } from 'vitest';
import { type OpenOptions, type ProvisionEvent, WorkerCatalog } from '../src/index.js';

/** This machine's architecture in Arch's terms, and another one. */
export const [CARCH, OTHER_ARCH] = process.arch === 'arm64' ? ['aarch64', 'x86_64'] : ['x86_64', 'aarch64'];

export interface TestWorker {
  readonly pkgbuild: string;
  /** Laid over the metadata that every worker has. */
  readonly metadata?: Record<string, unknown>;
  readonly files?: Record<string, string>;
}

/** A worker registry on 127.0.0.1 with these workers. */
export function startRegistry(workers: Record<string, TestWorker>): Promise<TestServer> {
  const routes = Object.entries(workers).flatMap(([id, { pkgbuild, metadata, files = {} }]) => [
    [`/workers/${id}`, JSON.stringify(metadataOf(id, metadata))],
    [`/workers/${id}/PKGBUILD`, pkgbuild],
    ...Object.entries(files).map(([name, content]) => [`/workers/${id}/files/${name}`, content]),
  ]);
  const list = Object.entries(workers).map(([id, { metadata }]) => metadataOf(id, metadata));
  return startHttpServer(
    Object.fromEntries(
      [['/workers', JSON.stringify({ workers: list })], ...routes].map(([route = '', body = '']) => [
        route,
        { type: 'body' as const, body },
      ]),
    ),
  );
}

function metadataOf(id: string, further: Record<string, unknown> = {}) {
  return {
    id,
    name: `Worker ${id}`,
    version: '1.0',
    platforms: ['linux', 'macos', 'windows'],
    architectures: ['x86_64', 'aarch64'],
    ...further,
  };
}

export interface TestCatalog {
  readonly catalog: WorkerCatalog;
  readonly root: string;
  /** Every event of every job. */
  readonly events: ProvisionEvent[];
  /** The options of a job, with this signal. */
  job(signal?: AbortSignal): {
    jobId: string;
    signal?: AbortSignal;
    onEvent: (event: ProvisionEvent) => void;
  };
  /** Names of the steps that were started, in order. */
  steps(): string[];
}

/** A catalog in a temporary folder, over a registry. */
export async function openTestCatalog(registry: string, options: OpenOptions = {}): Promise<TestCatalog> {
  const root = options.root ?? path.join(await useTempDir(), 'workers');
  const catalog = await WorkerCatalog.open({ root, registry, ...options });
  const events: ProvisionEvent[] = [];
  return {
    catalog,
    root,
    events,
    job: (signal) => ({ jobId: 'job-1', onEvent: (event) => events.push(event), ...(signal && { signal }) }),
    steps: () => events.flatMap((event) => (event.type === 'step-start' ? [event.step] : [])),
  };
}

/** Neither entry, nor temporary folder, nor process: what must hold after every failure. */
export async function expectNothingLeft({ catalog, root }: TestCatalog): Promise<void> {
  expect(await catalog.list()).toEqual([]);
  expect(await catalog.problems()).toEqual([]);
  expect((await listTree(root)).filter((entry) => !entry.startsWith('@'))).toEqual([]);
  if (os.platform() === 'linux') expect(processesMentioning(root)).toEqual([]);
}

/** A recipe whose `package()` installs a program that prints `hello`, with further lines before it. */
export function helloRecipe(id: string, lines = ''): string {
  return `
pkgname=${id}
pkgver=1.0
pkgrel=1
arch=(x86_64 aarch64)
${lines}
package() {
  printf '#!/bin/sh\\necho hello\\n' > hello
  install -Dm755 hello "$pkgdir/usr/local/bin/$pkgname"
}
`;
}
