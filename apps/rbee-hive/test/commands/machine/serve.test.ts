import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesMentioning, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { homeWithRecipe } from '../../home-with-recipe.js';
import { runHive, startHive } from '../../run-hive.js';
import { readRecord, type Serve, startServe } from '../../start-serve.js';

const TOKEN = 'a-token-of-more-than-sixteen';

/** Responds to `/health`, and ignores SIGTERM. */
const STUBBORN_WORKER = [
  '[ "$1" = --version ] && exit 0',
  'trap "" TERM',
  'node -e "require(\\"http\\").createServer((q, s) => s.end()).listen($2)" &',
  'while :; do sleep 1; done',
].join('\n');

const JSON_BODY = { 'content-type': 'application/json' };

describe('serve', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('runs until %s, and ends well', async (signal) => {
    const home = await useTempDir();
    const serve = await startServe({ home });
    expect(await (await fetch(`${serve.url}/health`)).json()).toMatchObject({ service: 'rbee-hive' });
    expect(await readRecord(home)).toMatchObject({ url: serve.url, pid: serve.child.pid });
    serve.child.kill(signal);
    expect(await serve.ended).toMatchObject({ exitCode: 0, stdout: `${serve.link}\n` });
    await expect(access(path.join(home, 'state/rbee/hive/daemon.json'))).rejects.toThrow('ENOENT');
  });

  test('a second signal ends it at once', { timeout: 40_000 }, async () => {
    const home = await homeWithRecipe(':', { program: STUBBORN_WORKER });
    await runHive(['install', '--from', 'recipe'], { home });
    const serve = await startServe({ home });
    expect(await runHive(['spawn', 'tool'], { home })).toMatchObject({ exitCode: 0 });
    serve.child.kill('SIGINT');
    await serve.printed(/a second Ctrl-C ends it at once/);
    // At the same time as the first, it is taken for the first.
    serve.child.kill('SIGINT');
    await sleep(600);
    expect(serve.child.exitCode).toBe(null);
    const startedAt = performance.now();
    serve.child.kill('SIGINT');
    expect((await serve.ended).exitCode).toBe(130);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    // The worker is left; the next daemon ends it.
    expect(processesMentioning(home)).not.toEqual([]);
    await startServe({ home });
    expect(processesMentioning(home)).toEqual([]);
  });

  test('serves the page', async () => {
    const { url } = await startServe({ home: await useTempDir() });
    const page = await fetch(`${url}/`);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const [, script = ''] = /src="([^"]+\.js)"/.exec(await page.text()) ?? [];
    expect((await fetch(new URL(script, `${url}/`))).status).toBe(200);
  });

  test('logs as text for a person', async () => {
    const serve = await startServe({ home: await useTempDir() });
    await fetch(`${serve.url}/health`);
    await fetch(`${serve.url}/v1/jobs`, {
      method: 'POST',
      body: '{"operation":"catalog_repair"}',
      headers: { ...JSON_BODY, ...serve.headers },
    });
    await serve.printed(/^\S+Z info job id=\S+ state=succeeded operation=catalog_repair$/m);
    serve.child.kill('SIGTERM');
    expect((await serve.ended).stderr).not.toContain('/health');
  });

  test('with --log json logs everything, a line of JSON each', async () => {
    const serve = await startServe({ home: await useTempDir() }, ['--log', 'json']);
    await fetch(`${serve.url}/health`);
    const line = await serve.printed(/^(\{.*"request".*\})$/m);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', facts: { method: 'GET', path: '/health' } });
  });

  test('with --json says where it is in a line of JSON', async () => {
    const home = await useTempDir();
    const hive = startHive(['serve', '--port', '0', '--json'], { home });
    const url = await hive.printed(/"daemon-ready","url":"([^"]*)"/);
    hive.child.kill('SIGTERM');
    const { exitCode, stdout } = await hive.ended;
    expect(exitCode).toBe(0);
    const values = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(values).toEqual([
      { type: 'daemon-ready', url, tokenFile: path.join(home, 'state/rbee/hive/token') },
      { type: 'result', result: { url } },
    ]);
  });

  test('refuses to be the second one on a state folder', async () => {
    const home = await useTempDir();
    await startServe({ home });
    expect(await runHive(['serve', '--port', '0'], { home })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('error ALREADY_RUNNING'),
    });
  });

  test('has a token always, which its link has, a file of its own, and no other output', async () => {
    const home = await useTempDir();
    const serve = await startServe({ home });
    const file = path.join(home, 'state/rbee/hive/token');
    const token = (await readFile(file, 'utf8')).trim();
    expect(serve.link).toBe(`${serve.url}/#token=${token}`);
    expect(token.length).toBeGreaterThanOrEqual(43);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await fetch(`${serve.url}/v1/hive`)).status).toBe(401);
    expect((await fetch(`${serve.url}/v1/hive`, { headers: serve.headers })).status).toBe(200);
    expect((await runHive(['repair'], { home })).stderr).toContain(
      `The hive daemon at ${serve.url} does it.`,
    );
    serve.child.kill('SIGTERM');
    const { stdout, stderr } = await serve.ended;
    expect(stdout).toBe(`${serve.link}\n`);
    expect(stderr).not.toContain(token);
    expect(await readFile(path.join(home, 'state/rbee/hive/token'), 'utf8')).toBe(`${token}\n`);
    expect((await startServe({ home })).link).toContain(token);
  });

  test('for other machines, prints a link that this one can open', async () => {
    const serve = await startServe({ home: await useTempDir() }, ['--host', '0.0.0.0']);
    expect(serve.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect((await fetch(`${serve.url}/v1/hive`)).status).toBe(401);
  });

  test.each([
    ['a file', (file: string) => ({ args: ['--token-file', file], env: {} })],
    ['RBEE_HIVE_TOKEN', () => ({ args: [], env: { RBEE_HIVE_TOKEN: TOKEN } })],
  ])('takes its token from %s, and commands find it', async (_name, sourceOf) => {
    const home = await useTempDir();
    await writeFile(path.join(home, 'token'), `${TOKEN}\n`);
    const { args, env } = sourceOf('token');
    const serve = await startServe({ home, env }, args);
    expect((await fetch(`${serve.url}/v1/hive`)).status).toBe(401);
    expect(await runHive(['ps'], { home })).toMatchObject({
      exitCode: 0,
      stderr: 'No worker is running. rbee-hive spawn WORKER starts an installed one.\n',
    });
    serve.child.kill('SIGTERM');
    const { stdout, stderr } = await serve.ended;
    expect(stdout).toBe(`${serve.url}/#token=${TOKEN}\n`);
    expect(stderr).not.toContain(TOKEN);
    expect(processesMentioning(TOKEN)).toEqual([]);
  });

  test.each([
    ['missing', 'TOKEN_INVALID'],
    ['empty', 'TOKEN_INVALID'],
    ['short', 'OPTION_INVALID'],
  ])('refuses a token file that is %s', async (file, code) => {
    const home = await useTempDir();
    await writeFile(path.join(home, 'empty'), '\n');
    await writeFile(path.join(home, 'short'), 'secret');
    const result = await runHive(['serve', '--port', '0', '--token-file', file], { home });
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`error ${code}`) });
    expect(result.stderr).not.toContain('secret');
  });

  test('does not let requests install from private addresses, unless it is said', async () => {
    const home = await homeWithRecipe(':');
    const recipes = await startHttpServer({});
    const body = JSON.stringify({ operation: 'worker_install', from: `${recipes.url}/PKGBUILD` });
    const post = async ({ url, headers }: Serve) =>
      (await fetch(`${url}/v1/jobs`, { method: 'POST', body, headers: { ...JSON_BODY, ...headers } })).status;
    const serve = await startServe({ home });
    expect(await post(serve)).toBe(403);
    serve.child.kill('SIGTERM');
    await serve.ended;
    expect(await post(await startServe({ home }, ['--allow-private-addresses']))).toBe(201);
  });

  test('is found by the names that are allowed, and by no other', async () => {
    const home = await useTempDir();
    const serve = await startServe({ home }, ['--allow-host', 'hive.test', '--allow-host', 'bees.test']);
    const statuses = await Promise.all(
      ['hive.test', 'bees.test', 'evil.test'].map((host) => statusFor(serve, host)),
    );
    expect(statuses).toEqual([200, 200, 403]);
  });
});

/** The status of an answer to a request that names this host. */
function statusFor({ url, headers }: Serve, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${url}/v1/hive`, { headers: { ...headers, host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
