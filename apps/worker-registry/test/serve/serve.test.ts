import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { startCli, startCliWith } from '../running-cli.js';
import { workerFiles, writeWorker } from '../worker-folder.js';

async function tinyFolder(): Promise<string> {
  const root = await useTempDir();
  await writeWorker(root, 'tiny', workerFiles('tiny'));
  return root;
}

async function idsAt(url: string): Promise<string[]> {
  const { workers } = (await (await fetch(`${url}/workers`)).json()) as {
    workers: { id: string; version: string }[];
  };
  return workers.map(({ id, version }) => `${id} ${version}`);
}

test('with --watch a change is served within a second, and a broken one is not', async () => {
  const root = await tinyFolder();
  const cli = await startCli('--watch', '--workers', root);
  expect(await idsAt(cli.url)).toEqual(['tiny 1.2.3']);

  const start = performance.now();
  await writeWorker(root, 'other', workerFiles('other'));
  await cli.logged('folder-read', ({ served }) => served === 2);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(await idsAt(cli.url)).toEqual(['other 1.2.3', 'tiny 1.2.3']);

  await writeFile(path.join(root, 'tiny/PKGBUILD'), 'pkgname=(');
  const refused = await cli.logged('worker-refused', ({ path: at }) => at === 'tiny');
  expect(refused).toMatchObject({
    level: 'warn',
    isServed: true,
    reasons: [expect.stringMatching(/^tiny\/PKGBUILD:1: /)],
  });
  expect(await idsAt(cli.url)).toEqual(['other 1.2.3', 'tiny 1.2.3']);
  const metrics = await (await fetch(`${cli.url}/metrics`)).text();
  expect(metrics).toMatch(/^registry_workers_served 2$/m);
  expect(metrics).toMatch(/^registry_workers_refused 1$/m);

  cli.forget();
  await writeWorker(root, 'tiny', workerFiles('tiny', '2'));
  await cli.logged('folder-read', ({ served, refused: none }) => served === 2 && none === 0);
  expect(await idsAt(cli.url)).toEqual(['other 1.2.3', 'tiny 2']);

  cli.forget();
  await rm(path.join(root, 'other'), { recursive: true });
  await cli.logged('folder-read', ({ served }) => served === 1);
  expect(await idsAt(cli.url)).toEqual(['tiny 2']);
  expect(await cli.stop('SIGTERM')).toBe(0);
});

test('without --watch the folder is read again at SIGHUP', async () => {
  const root = await tinyFolder();
  const cli = await startCli('--workers', root);
  await writeWorker(root, 'tiny', workerFiles('tiny', '2'));
  cli.child.kill('SIGHUP');
  await cli.logged('folder-read');
  expect(await idsAt(cli.url)).toEqual(['tiny 2']);
  await rm(root, { recursive: true });
  cli.child.kill('SIGHUP');
  const error = await cli.logged('error');
  expect(error).toMatchObject({ level: 'error', message: expect.stringContaining('cannot be read') });
  expect(await idsAt(cli.url)).toEqual(['tiny 2']);
});

/** Lets the program send itself a signal in the very moment in which it says that it serves. */
async function signalAsItIsReady(signal: NodeJS.Signals): Promise<string[]> {
  const file = path.join(await useTempDir(), 'preload.mjs');
  await writeFile(
    file,
    `const { write } = process.stdout;
process.stdout.write = function (text, ...rest) {
  const isWritten = write.call(this, text, ...rest);
  if (String(text).startsWith('Serving')) process.kill(process.pid, '${signal}');
  return isWritten;
};
`,
  );
  return ['--import', pathToFileURL(file).href];
}

test('SIGHUP in the moment in which it says that it serves is heard', async () => {
  const cli = await startCliWith(await signalAsItIsReady('SIGHUP'), '--workers', await tinyFolder());
  expect(await Promise.race([cli.logged('folder-read'), cli.stopped])).toMatchObject({ served: 1 });
  expect(await cli.stop('SIGTERM')).toBe(0);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s in that moment stops it in order', async (signal) => {
  const cli = await startCliWith(await signalAsItIsReady(signal), '--workers', await tinyFolder());
  expect(await cli.stopped).toBe(0);
  expect(cli.log.at(-1)).toMatchObject({ event: 'stopped' });
});

test('a worker with a fault is reported at the start, and the others are served', async () => {
  const root = await tinyFolder();
  await writeWorker(root, 'bad', { ...workerFiles('bad'), 'worker.json': '{' });
  const cli = await startCli('--workers', root);
  expect(cli.line).toMatch(/^Serving 1 worker at /);
  expect(await cli.logged('listening')).toMatchObject({ level: 'info', url: cli.url, served: 1, refused: 1 });
  expect(await cli.logged('worker-refused')).toMatchObject({
    ...{ path: 'bad', isServed: false },
    reasons: [expect.stringMatching(/^bad\/worker\.json: it is not JSON: /)],
  });
});

test('the log has a line for each request, with the client and without the query or any header', async () => {
  const cli = await startCli('--workers', await tinyFolder());
  await fetch(`${cli.url}/workers/tiny?token=secret`, { headers: { authorization: 'Bearer secret' } });
  const line = await cli.logged('request');
  expect(line).toEqual({
    ...{ time: expect.stringMatching(/^\d{4}-.*Z$/), level: 'info', event: 'request' },
    ...{ method: 'GET', path: '/workers/tiny', route: '/workers/:id', status: 200, ms: expect.any(Number) },
    ...{ bytes: expect.any(Number), client: '127.0.0.1' },
  });
  expect(JSON.stringify(cli.log)).not.toContain('secret');
  await cli.stop('SIGTERM');
  expect(cli.log.at(-1)).toMatchObject({ event: 'stopped' });
});

test('a client is limited by its own address, which a trusted proxy passes', async () => {
  const root = await tinyFolder();
  const statuses = async (url: string) => {
    const found: number[] = [];
    for (const forwarded of ['1.1.1.1', '2.2.2.2', 'spoofed, 1.1.1.1', 'not an address'])
      found.push((await fetch(`${url}/workers`, { headers: { 'x-forwarded-for': forwarded } })).status);
    return found;
  };
  const flags = ['--workers', root, '--rate-limit', '1', '--no-request-log'];
  const direct = await startCli(...flags);
  expect(await statuses(direct.url)).toEqual([200, 429, 429, 429]);
  expect(direct.log.map(({ event }) => event)).toEqual(['listening']);
  const behind = await startCli(...flags, '--trust-proxy');
  expect(await statuses(behind.url)).toEqual([200, 200, 429, 200]);
});

test('a stop lets a request under way end, and takes no new one', async () => {
  const cli = await startCli('--workers', await tinyFolder());
  const { port } = new URL(cli.url);
  const socket = connect(Number(port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write('GET /workers/tiny HTTP/1.1\r\nhost: a\r\n');
  await fetch(`${cli.url}/health`);
  const stopped = cli.stop('SIGTERM');
  await expect.poll(() => fetch(`${cli.url}/health`).catch(() => 'refused')).toBe('refused');
  socket.write('connection: close\r\n\r\n');
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"id":"tiny"/);
  expect(await stopped).toBe(0);
});
