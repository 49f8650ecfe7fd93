import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { ownIdentity } from '@rbee-internal/system/process';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDaemon } from '../src/index.js';
import { recipe, registryOf } from './recipes.js';
import { useDaemon } from './support.js';

describe('a daemon', () => {
  test('says what it is', async () => {
    const { call, catalog, stateDir } = await useDaemon();
    expect(await call('GET', '/health')).toEqual({
      status: 200,
      body: { status: 'ok', service: 'rbee-hive', version: '1.2.3' },
    });
    expect(await call('GET', '/v1/hive')).toEqual({
      status: 200,
      body: {
        version: '1.2.3',
        pid: process.pid,
        startedAt: expect.any(String),
        root: catalog.root,
        stateDir,
        registry: 'embedded',
        queenUrl: 'http://localhost:7833',
        keepProcesses: false,
      },
    });
  });

  test('installs a worker and tells every step', async () => {
    const { post, events, call, catalog } = await useDaemon({
      workers: { hello: { pkgbuild: recipe('hello') } },
    });
    const job = await post({ operation: 'worker_install', worker: 'hello' });
    expect(job).toMatchObject({
      state: expect.stringMatching(/^(queued|running)$/),
      operation: { operation: 'worker_install', worker: 'hello' },
    });
    const told = await events(job.id);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
    expect(told.at(-1)?.event).toMatchObject({ type: 'job-state', job: { state: 'succeeded' } });
    expect((await call('GET', `/v1/jobs/${job.id}`)).body).toMatchObject({
      state: 'succeeded',
      events: told.length,
      result: { installed: { id: 'hello-v1.0-linux' }, wasInstalled: false },
    });
    expect(await catalog.contains('hello-v1.0-linux')).toBe(true);
  });

  test('tells an operator what it does', async () => {
    const { call, logged } = await useDaemon();
    await call('GET', '/health');
    await expect
      .poll(() => logged)
      .toContainEqual({
        time: expect.any(String),
        level: 'info',
        message: 'request',
        facts: { method: 'GET', path: '/health', status: 200, milliseconds: expect.any(Number) },
      });
  });

  test('says no to paths and methods that it does not have', async () => {
    const { call } = await useDaemon();
    expect(await call('GET', '/')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(await call('GET', '/v1/nothing')).toMatchObject({ status: 404 });
    expect(await call('PUT', '/v1/jobs')).toMatchObject({
      status: 405,
      body: { error: { code: 'METHOD_NOT_ALLOWED', hint: 'It takes GET, POST, DELETE.' } },
    });
  });
});

describe('the state folder', () => {
  test('says where the daemon is while it runs, and who it is', async () => {
    const { url, stateDir, daemon } = await useDaemon();
    expect(JSON.parse(await readFile(path.join(stateDir, 'daemon.json'), 'utf8'))).toEqual({
      url,
      pid: process.pid,
      startedAt: expect.any(String),
      identity: await ownIdentity(),
    });
    await daemon.stop();
    expect((await listTree(stateDir)).filter((name) => name.startsWith('daemon'))).toEqual([]);
  });

  test('is one daemon’s alone', async () => {
    const { stateDir } = await useDaemon();
    expect(await rejectionOf(useDaemon({ stateDir }))).toMatchObject({
      code: 'ALREADY_RUNNING',
      message: expect.stringContaining(`The daemon with pid ${process.pid}`),
    });
    expect(await listTree(stateDir)).toContain('daemon.json');
  });

  test('has the token, which the next daemon keeps', async () => {
    const first = await useDaemon({ token: undefined });
    const { token, link } = first.daemon;
    expect(await readFile(path.join(first.stateDir, 'token'), 'utf8')).toBe(`${token}\n`);
    expect(link).toBe(`${first.url}/#token=${token}`);
    await first.daemon.stop();
    const second = await useDaemon({ token: undefined, stateDir: first.stateDir });
    expect(second.daemon.token).toBe(token);
  });

  test('that cannot be made is told', async () => {
    expect(await rejectionOf(useDaemon({ stateDir: '/dev/null/x' }))).toMatchObject({
      code: 'STATE_UNUSABLE',
    });
    expect(await rejectionOf(useDaemon({ stateDir: 'relative' }))).toMatchObject({
      code: 'OPTION_INVALID',
      path: 'stateDir',
    });
  });
});

describe('a daemon that does not start', () => {
  async function failingStart(options: Parameters<typeof useDaemon>[0], signal?: AbortSignal) {
    const folder = await useTempDir();
    const stateDir = path.join(folder, 'state');
    const catalog = await WorkerCatalog.open({
      root: path.join(folder, 'workers'),
      registry: registryOf({}),
    });
    const error = await rejectionOf(
      startDaemon(
        { catalog, registry: 'embedded', version: '1', env: {}, port: 0, ...options, stateDir },
        { signal },
      ),
    );
    const left = await listTree(stateDir).catch(() => []);
    return { error, left: left.filter((name) => name.startsWith('daemon')) };
  }

  test('because its port is taken leaves nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { error, left } = await failingStart({ port });
    expect(error).toMatchObject({ code: 'CANNOT_LISTEN', message: expect.stringContaining(`port ${port}`) });
    expect(left).toEqual([]);
  });

  test('because it was cancelled leaves nothing', async () => {
    const reason = new Error('enough');
    const { error, left } = await failingStart({}, AbortSignal.abort(reason));
    expect(error).toBe(reason);
    expect(left).toEqual([]);
  });

  test('because it is cancelled while it starts leaves nothing', async () => {
    const leaving = new AbortController();
    setImmediate(() => leaving.abort(new Error('enough')));
    const { error, left } = await failingStart({}, leaving.signal);
    expect(error).toBe(leaving.signal.reason);
    expect(left).toEqual([]);
  });

  test('because its token is not its user’s alone leaves nothing', async () => {
    const stateDir = await useTempDir();
    const file = path.join(stateDir, 'token');
    await writeFile(file, 'a-token-that-others-can-read\n', { mode: 0o600 });
    await chmod(file, 0o640);
    expect(await rejectionOf(useDaemon({ stateDir, token: undefined }))).toMatchObject({
      code: 'TOKEN_UNUSABLE',
    });
    expect((await listTree(stateDir)).filter((name) => name.startsWith('daemon'))).toEqual([]);
  });

  test.each([
    [{ port: 70_000 }, 'port'],
    [{ limits: { streams: 0 } }, 'limits.streams'],
    [{ allowedHosts: ['a b'] }, 'allowedHosts'],
    [{ pageDir: '/nonexistent' }, 'pageDir'],
  ])('says what is wrong with %j', async (options, option) => {
    const { error, left } = await failingStart(options);
    expect(error).toMatchObject({ code: 'OPTION_INVALID', path: option });
    expect(left).toEqual([]);
  });
});
