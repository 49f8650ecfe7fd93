import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  createGitRepository,
  installed,
  pathOf,
  processesMentioning,
  rejectionOf,
  startGitServer,
  startHttpServer,
} from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { type FetchSourcesOptions, fetchSources, httpGet, type SourceRequest } from '../src/index.js';
import { tarOf } from './support/tar-archive.js';
import { leftIn, request, useWorkspace, type Workspace } from './support/workspace.js';
import { zipOf } from './support/zip-archive.js';

/** Not an error, and frozen: code that wraps or marks it is found out. */
const REASON = Object.freeze({ why: 'the person changed their mind' });

interface Moment {
  readonly requests: readonly SourceRequest[];
  /** Resolves when the work has come to where it is to be cancelled. */
  readonly reached: (workspace: Workspace) => Promise<unknown>;
  readonly options?: Partial<FetchSourcesOptions>;
}

const MOMENTS: Record<string, (workspace: Workspace) => Promise<Moment>> = {
  'before the answer': async () => {
    const { url, arrived } = await startHttpServer({ '/f': { type: 'stall' } });
    return { requests: [request(`${url}/f`)], reached: () => arrived('/f') };
  },
  'amid a download': async () => {
    const { url } = await startHttpServer({ '/f': { type: 'stall', head: 'x'.repeat(1000) } });
    return { requests: [request(`${url}/f`)], reached: (workspace) => told(workspace, 'source-progress') };
  },
  'amid a download whose fetch ignores signals': async () => {
    const { url } = await startHttpServer({ '/f': { type: 'stall', head: 'x'.repeat(1000) } });
    const ignoring: typeof fetch = (input, init) => fetch(input, { ...init, signal: null });
    const reached = (workspace: Workspace) => told(workspace, 'source-progress');
    return { requests: [request(`${url}/f`)], reached, options: { fetch: ignoring } };
  },
  'amid the digest of a file': async ({ startDir }) => {
    await writeSparse(path.join(startDir, 'big'), 20 * 1024 ** 3);
    return { requests: [request('big', { checksums: { ck: '1' } })], reached: () => delay(50) };
  },
  ...gitMoments('embedded'),
  ...gitMoments('system'),
  'amid the decompression of a single file': async ({ startDir, srcDir }) => {
    await writeFile(path.join(startDir, 'a.gz'), gzipSync(Buffer.alloc(400 * 1024 * 1024), { level: 1 }));
    const reached = () => until(() => hasFileBelow(srcDir));
    return { requests: [request('a.gz')], reached };
  },
  'amid an unpacking': async ({ startDir, srcDir }) => {
    const body = 'x'.repeat(200 * 1024 * 1024);
    await writeFile(path.join(startDir, 'a.tar.gz'), gzipSync(tarOf({ path: 'f', body }), { level: 1 }));
    const reached = () => until(() => hasFile(srcDir, '/f'));
    return { requests: [request('a.tar.gz')], reached };
  },
  'amid an unpacking of many files': async ({ startDir, srcDir }) => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ path: `d/f${index}`, body: 'x' }));
    await writeFile(path.join(startDir, 'a.tar'), tarOf(...many));
    const reached = () => until(() => hasFile(srcDir, '/f1'));
    return { requests: [request('a.tar')], reached };
  },
  'amid an unpacking of very many files': async ({ startDir, srcDir }) => {
    const many = Array.from({ length: 50_000 }, (_, index) => ({ path: `d/f${index}`, body: 'x' }));
    await writeFile(path.join(startDir, 'a.tar'), tarOf(...many));
    // So many that their removal takes longer than the caller waits after cancelling.
    const reached = () => until(() => hasUnpacked(srcDir, 'd/f10000'));
    return { requests: [request('a.tar')], reached };
  },
  'amid an unpacking of a zip': async ({ startDir, srcDir }) => {
    const body = 'x'.repeat(200 * 1024 * 1024);
    await writeFile(path.join(startDir, 'a.zip'), zipOf({ name: 'f', body, deflate: true }));
    const reached = () => until(() => hasFile(srcDir, '/f'));
    return { requests: [request('a.zip')], reached };
  },
  ...Object.fromEntries(
    installed('xz', 'zstd').flatMap((program) => [
      [`amid an unpacking by ${program}`, packedMoment(program, {})],
      [`amid an unpacking without ${program}`, packedMoment(program, { env: { PATH: '/nonexistent' } })],
    ]),
  ),
};

function packedMoment(
  program: string,
  options: Partial<FetchSourcesOptions>,
): (workspace: Workspace) => Promise<Moment> {
  return async ({ startDir, srcDir }) => {
    const tar = tarOf({ path: 'f', body: 'x'.repeat(200 * 1024 * 1024) });
    await writeFile(path.join(startDir, 'packed'), execFileSync(program, ['-c', '-1', '-q'], { input: tar }));
    const reached = () => until(() => hasFile(srcDir, '/f'));
    return { requests: [request('packed')], reached, options };
  };
}

function gitMoments(git: 'embedded' | 'system'): Record<string, (workspace: Workspace) => Promise<Moment>> {
  return {
    [`amid the listing of a repository, ${git} git`]: async ({ root }) => {
      await createGitRepository(path.join(root, 'remote/r'));
      const server = await startGitServer(path.join(root, 'remote'));
      server.stall();
      const next = server.nextRequest();
      return { requests: [request(`git+${server.url}/r`)], reached: () => next, options: { git } };
    },
    [`amid the pack of a repository, ${git} git`]: async ({ root }) => {
      const repository = await createGitRepository(path.join(root, 'remote/r'));
      await repository.commit({ a: 'a' });
      const server = await startGitServer(path.join(root, 'remote'));
      const reached = async () => {
        await server.nextRequest();
        server.stall();
        await server.nextRequest();
      };
      const started = reached();
      return { requests: [request(`git+${server.url}/r`)], reached: () => started, options: { git } };
    },
    [`amid a checkout, ${git} git`]: async ({ root, srcDir }) => {
      const repository = await createGitRepository(path.join(root, 'remote/r'));
      if (git === 'system') {
        await repository.commit({ a: 'a' });
        const { url } = await startGitServer(path.join(root, 'remote'));
        return { requests: [request(`git+${url}/r`)], ...(await gitThatPauses(root)) };
      }
      const files = Array.from({ length: 3000 }, (_, index) => [`f${index}`, String(index)]);
      await repository.commit(Object.fromEntries(files));
      const server = await startGitServer(path.join(root, 'remote'));
      const reached = () => until(() => hasFile(srcDir, '/f1'));
      return { requests: [request(`git+${server.url}/r`)], reached, options: { git } };
    },
  };
}

/** The system's git, which after a checkout goes on for a minute: quick as it is, it would be done before it is seen. */
async function gitThatPauses(root: string): Promise<Omit<Moment, 'requests'>> {
  const folder = path.join(root, 'bin');
  const marker = path.join(root, 'checked-out');
  await mkdir(folder);
  const script = [
    '#!/bin/sh',
    `case " $* " in *" read-tree "*) ${pathOf('git')} "$@"; : >'${marker}'; sleep 60 ;; esac`,
    `exec ${pathOf('git')} "$@"`,
  ];
  await writeFile(path.join(folder, 'git'), script.join('\n'), { mode: 0o755 });
  const reached = () => until(() => existsSync(marker));
  return { reached, options: { git: 'system', env: { PATH: `${folder}:${process.env.PATH}`, HOME: root } } };
}

/** The promise of the package; other work on the machine may delay one try, but hardly three. */
const MOST_MILLISECONDS = 1000;
const TRIES = 3;

test.each(Object.entries(MOMENTS))('cancelled %s', { timeout: 60_000 }, async (name, prepare) => {
  let fastest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && fastest >= MOST_MILLISECONDS; tries += 1)
    fastest = Math.min(fastest, await cancel(name, prepare));
  expect(fastest).toBeLessThan(MOST_MILLISECONDS);
});

/** Cancels at that moment, sees that nothing is left, and answers how long it took. */
async function cancel(name: string, prepare: (workspace: Workspace) => Promise<Moment>): Promise<number> {
  const workspace = await useWorkspace();
  const { requests, reached, options } = await prepare(workspace);
  const controller = new AbortController();
  const { signal } = controller;
  const rejection = rejectionOf(fetchSources(requests, { ...workspace, ...options, signal }));
  await Promise.race([reached(workspace), rejection]);
  const cancelledAt = performance.now();
  controller.abort(REASON);
  expect([name, await rejection]).toEqual([name, REASON]);
  const milliseconds = performance.now() - cancelledAt;
  // What is very much is removed in the background.
  await expect.poll(() => halfDoneIn(workspace), { timeout: 60_000 }).toEqual([]);
  const left = await leftIn(workspace);
  const links = new Set(requests.map(({ source }) => source.name));
  expect({ ...left, src: left.src.filter((entry) => !links.has(entry)) }).toEqual({ src: [], cache: [] });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(processesMentioning(workspace.root)).toEqual([]);
  return milliseconds;
}

async function halfDoneIn({ srcDir }: Workspace): Promise<string[]> {
  return (await readdir(srcDir)).filter((name) => name.startsWith('.fetching-'));
}

test('cancelled before it begins: nothing is asked for', async () => {
  const workspace = await useWorkspace();
  const { url, requests } = await startHttpServer({ '/f': { type: 'body', body: 'x' } });
  const signal = AbortSignal.abort(REASON);
  expect(await rejectionOf(fetchSources([request(`${url}/f`)], { ...workspace, signal }))).toBe(REASON);
  expect(await rejectionOf(httpGet(`${url}/f`, { signal }))).toBe(REASON);
  expect([requests, workspace.events, await leftIn(workspace)]).toEqual([[], [], { src: [], cache: [] }]);
});

test('httpGet is cancelled before and amid the answer', async () => {
  const { url, arrived } = await startHttpServer({ '/f': { type: 'stall' } });
  const controller = new AbortController();
  const rejection = rejectionOf(httpGet(`${url}/f`, { signal: controller.signal }));
  await arrived('/f');
  controller.abort(REASON);
  expect(await rejection).toBe(REASON);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});

function told({ events }: Workspace, type: string): Promise<void> {
  return until(() => events.some((event) => event.type === type));
}

async function hasFileBelow(folder: string): Promise<boolean> {
  return (await readdir(folder, { recursive: true })).some((name) => name.includes('/'));
}

async function hasUnpacked(srcDir: string, file: string): Promise<boolean> {
  const folders = (await readdir(srcDir, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders)
    for (const inner of await readdir(path.join(srcDir, name)))
      if (existsSync(path.join(srcDir, name, inner, file))) return true;
  return false;
}

async function hasFile(folder: string, end: string): Promise<boolean> {
  return (await readdir(folder, { recursive: true })).some((name) => name.endsWith(end));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition()) && performance.now() < deadline) await setImmediate();
}

async function writeSparse(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'wx');
  await handle.truncate(bytes);
  await handle.close();
}
