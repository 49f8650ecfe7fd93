import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startHttpServer, startTlsFront, testWith, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { runHive } from '../run-hive.js';
import { type Serve, startServe } from '../start-serve.js';

const ID = 'echo-worker-cpu-v0.1.0-linux';

/** A second machine's home: nothing is installed there, and its user has the token of the hive. */
async function otherHome({ headers }: Pick<Serve, 'headers'>): Promise<string> {
  const home = await useTempDir();
  await writeFile(path.join(home, 'token'), `${headers.authorization.replace('Bearer ', '')}\n`, {
    mode: 0o600,
  });
  return home;
}

/** What a command says of the hive, by flags. */
function hiveFlags(url: string): string[] {
  return ['--hive', url, '--hive-token-file', 'token'];
}

test('every command that a daemon is behind works with the hive of another home', {
  timeout: 120_000,
}, async () => {
  const serve = await startServe({ home: await useTempDir() });
  const home = await otherHome(serve);
  const hive = (...words: string[]) => runHive([...hiveFlags(serve.url), ...words], { home });
  expect(await hive('install', 'echo-worker-cpu')).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`Installed ${ID}`),
  });
  const looked = await Promise.all([
    hive('list'),
    hive('show', 'echo-worker-cpu'),
    hive('available'),
    hive('search', 'echo'),
    hive('explain', 'echo-worker-cpu'),
    hive('outdated'),
    hive('upgrade'),
    hive('verify'),
    hive('hardware'),
    hive('status'),
    hive('doctor'),
    hive('model', 'list'),
  ]);
  const texts = looked.map(({ stdout, stderr }) => stdout || stderr);
  expect(texts).toEqual([
    expect.stringContaining(ID),
    expect.stringMatching(/^id +echo-worker-cpu-v/),
    expect.stringMatching(/^echo-worker-cpu +\S+ +installed/m),
    expect.stringContaining('echo-worker-cpu'),
    expect.stringContaining('echo-worker-cpu'),
    'Every installed worker is up to date.\n',
    'There is nothing to upgrade.\n',
    `${ID}: intact\n`,
    expect.stringContaining('"probe"'),
    expect.stringMatching(new RegExp(`^daemon +${serve.url}, process ${serve.child.pid},`)),
    expect.stringContaining(`runs at ${serve.url}`),
    expect.stringMatching(/^No models are here/),
  ]);
  expect((await runHive(['list'], { home })).stderr).toMatch(/^No workers are installed/);

  const url = (await hive('spawn', 'echo-worker-cpu', '--name', 'far')).stdout.trim();
  expect(url).toMatch(new RegExp(`^${serve.url}/v1/processes/[^/]+/http$`));
  expect((await fetch(`${url}/health`, { headers: serve.headers })).status).toBe(200);
  expect((await hive('ps')).stdout).toContain('(far)');
  expect((await hive('logs', 'far')).stdout).toMatch(/^listening on http/m);
  expect((await hive('settings', 'set', 'echo-worker-cpu', '--env', 'A=1')).exitCode).toBe(0);
  expect((await hive('chat', 'echo-worker-cpu', 'Hello')).stdout).toContain('Hello');
  expect((await hive('stop', 'far')).exitCode).toBe(0);
  expect((await hive('keys', 'create', 'editor')).stdout).toMatch(/^\S{20,}\n$/);
  expect((await hive('select', ID)).stdout).toContain(`is now 0.1.0 (${ID})`);
  expect((await hive('remove', 'echo-worker-cpu')).exitCode).toBe(0);
  expect((await hive('list')).stderr).toMatch(/^No workers are installed/);

  const refused = [
    ['up'],
    ['serve'],
    ['uninstall', '--everything'],
    ['license', 'list'],
    ['config', 'list'],
    ['install', '--from', '.'],
    ['install', 'echo-worker-cpu', '--no-wait'],
    ['model', 'verify'],
    ['model', 'pull', '/tmp/x.gguf'],
    ['explain', 'echo-worker-cpu', '--as', 'file.json'],
    ['--no-daemon', 'list'],
  ];
  const refusals = await Promise.all(refused.map(async (words) => (await hive(...words)).stderr));
  expect(refusals).toEqual(
    refused.map(() => expect.stringMatching(/^error LOCAL_ONLY .* works on this machine only/)),
  );
  expect(refusals[0]).toContain('error LOCAL_ONLY rbee-hive up works');
});

test('the configuration and the environment name a hive, which local commands do without', {
  timeout: 60_000,
}, async () => {
  const serve = await startServe({ home: await useTempDir() });
  const home = await otherHome(serve);
  const token = path.join(home, 'token');
  await runHive(['config', 'set', 'hive', serve.url], { home });
  await runHive(['config', 'set', 'hive-token-file', token], { home });
  expect((await runHive(['status'], { home })).stdout).toContain(serve.url);
  expect((await runHive(['license', 'list'], { home })).exitCode).toBe(0);
  expect((await runHive(['ps', '--no-daemon'], { home })).stderr).toMatch(/^No daemon is running/);
  const env = { RBEE_HIVE: 'http://127.0.0.1:1' };
  expect((await runHive(['ps'], { home, env })).stderr).toContain(
    'The daemon at http://127.0.0.1:1 does not respond',
  );
});

describe('a hive that cannot be trusted with the token', () => {
  test('is refused before anything is sent', { timeout: 60_000 }, async () => {
    const home = await otherHome({ headers: { authorization: 'Bearer 0123456789abcdef' } });
    const stranger = await startHttpServer({ '/health': { type: 'body', body: '{}' } });
    const run = async (...words: string[]) => (await runHive([...words, 'ps'], { home })).stderr;
    const flags = ['--hive-token-file', 'token'];
    expect(await run('--hive', 'http://192.0.2.1:7835', ...flags)).toContain('HIVE_INVALID');
    expect(await run('--hive', 'https://user:word@example.org', ...flags)).toMatch(/HIVE_INVALID(?!.*word)/);
    expect(await run('--hive', 'file:///etc', ...flags)).toContain('HIVE_INVALID');
    expect(await run('--hive', stranger.url)).toContain('There is no token for the hive');
    expect(await run('--hive', stranger.url, ...flags)).toContain('DAEMON_ANSWER_INVALID');
    expect(stranger.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    const wrong = await startServe({ home: await useTempDir() });
    expect(await run('--hive', wrong.url, ...flags)).toContain(
      'does not know this token, so it was not sent',
    );
    await chmod(path.join(home, 'token'), 0o640);
    expect(await run('--hive', wrong.url, ...flags)).toContain('others can read or write it');
  });

  testWith(
    ['openssl'],
    'over https it is the one whose certificate is known',
    { timeout: 60_000 },
    async () => {
      const serveHome = await useTempDir();
      const first = await startServe({ home: serveHome });
      const front = await startTlsFront(first.url);
      const home = await otherHome(first);
      await writeFile(path.join(home, 'ca.pem'), front.authority);
      const flags = hiveFlags(front.url);
      expect((await runHive([...flags, 'ps'], { home })).stderr).toMatch(/DAEMON_UNREACHABLE .*certificate/);
      const trusting = [...flags, '--hive-ca-file', 'ca.pem'];
      // The name by which it is called has to be one of its own: an option of serve.
      expect((await runHive([...trusting, 'ps'], { home })).stderr).toContain('FORBIDDEN_ORIGIN');
      first.child.kill('SIGTERM');
      await first.ended;
      const port = new URL(first.url).port;
      await startServe({ home: serveHome }, ['--port', port, '--allow-host', new URL(front.url).host]);
      expect((await runHive([...trusting, 'ps'], { home })).stderr).toMatch(/^No worker is running/);
      expect(
        (await runHive(['--hive', front.url, '--hive-ca-file', 'token', 'ps'], { home })).stderr,
      ).toContain('has no certificate in PEM');
    },
  );
});
