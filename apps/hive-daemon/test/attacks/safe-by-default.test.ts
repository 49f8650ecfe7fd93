import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { ErrorBody } from '../../src/api.js';
import { useSpawned } from '../processes/support.js';
import { recipe } from '../recipes.js';
import { AUTHORIZATION, TEST_TOKEN, useDaemon } from '../support.js';

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface RawRequest {
  readonly method?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
}

/** A request with the token and exactly these headers: `fetch` would not send all of them. `undefined` leaves one out. */
function raw(url: string, target: string, { method = 'GET', headers = {}, body }: RawRequest = {}) {
  const { hostname, port } = new URL(url);
  return new Promise<RawAnswer>((resolve, reject) => {
    const all = Object.entries({ ...AUTHORIZATION, ...headers }).filter(([, value]) => value !== undefined);
    const sent = request(
      { hostname, port, path: target, method, headers: Object.fromEntries(all), agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function codeOf({ body }: RawAnswer): string {
  return (JSON.parse(body) as ErrorBody).error.code;
}

const REPAIR = { method: 'POST', body: '{"operation":"catalog_repair"}' };
const AUTHORIZED = `Authorization: ${AUTHORIZATION.authorization}\r\n`;
const JSON_TYPE = { 'content-type': 'application/json' };
const TOKEN = TEST_TOKEN;

describe('addresses', () => {
  test('it listens at a loopback address', async () => {
    const { url } = await useDaemon();
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });

  test.each(['short', 'has a blank in between', ''])('it refuses the token %j', async (token) => {
    expect(await rejectionOf(useDaemon({ token }))).toMatchObject({ code: 'OPTION_INVALID', path: 'token' });
  });
});

describe('the token', () => {
  test.each([
    { authorization: undefined },
    { authorization: '' },
    { authorization: 'Bearer wrong-wrong-wrong-wrong' },
    { authorization: TOKEN },
    { authorization: `Bearer ${TOKEN}x` },
    { authorization: `Basic ${TOKEN}` },
  ])('is demanded: %j', async (headers) => {
    const { url, post } = await useDaemon();
    const { id } = await post({ operation: 'catalog_repair' });
    const targets = [
      '/v1/hive',
      '/v1/jobs',
      `/v1/jobs/${id}/stream`,
      '/v1/processes/x/http/',
      '/v1/nothing',
      '/v1',
    ];
    for (const target of targets) {
      for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']) {
        const answer = await raw(url, target, { headers, method });
        expect([target, method, answer.status]).toEqual([target, method, 401]);
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
  });

  test('is demanded where nothing was said of one: there is no mode without', async () => {
    const { url, daemon } = await useDaemon({ token: undefined });
    for (const authorization of [undefined, 'Bearer ', 'Bearer undefined', `Bearer ${TOKEN}`]) {
      expect((await raw(url, '/v1/hive', { headers: { authorization } })).status).toBe(401);
    }
    expect(daemon.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const headers = { authorization: `Bearer ${daemon.token}` };
    expect((await raw(url, '/v1/hive', { headers })).status).toBe(200);
  });

  test('opens everything; that the daemon is there, and its page, are told without', async () => {
    const { url } = await useDaemon({ pageDir: await pageDir() });
    expect((await raw(url, '/v1/hive')).status).toBe(200);
    const headers = { authorization: undefined };
    for (const target of ['/health', '/', '/jobs/1', '/assets/page.js']) {
      expect([target, (await raw(url, target, { headers })).status]).toEqual([target, 200]);
      expect((await raw(url, target, { headers, method: 'HEAD' })).status).toBe(200);
      expect((await raw(url, target, { headers, method: 'POST' })).status).toBe(401);
    }
  });

  test('is in no log entry, answer or file but its own, which only its owner reads', async () => {
    const { url, stateDir, logged, call, post, events } = await useDaemon();
    const { id } = await post({ operation: 'catalog_repair' });
    const told = [
      (await raw(url, '/v1/hive')).body,
      (await raw(url, '/health?nonce=0123456789abcdef')).body,
      JSON.stringify([logged, await call('GET', '/v1/jobs'), await events(id)]),
    ];
    expect(told.join()).not.toContain(TOKEN);
    for (const entry of await readdir(stateDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(path.join(entry.parentPath, entry.name), 'utf8');
      expect([entry.name, content.includes(TOKEN)]).toEqual([entry.name, entry.name === 'token']);
    }
    expect(JSON.stringify(logged)).not.toContain(TOKEN);
    const modes = await Promise.all(
      ['.', 'daemon.json', 'daemon.lock', 'token'].map(
        async (name) => (await stat(path.join(stateDir, name))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
  });
});

describe('DNS rebinding', () => {
  test.each([
    'evil.example',
    'evil.example:7835',
    '127.0.0.1:1',
    'localhost',
    '0.0.0.0:PORT',
    '127.0.0.1.evil.example:PORT',
  ])('a request for the host %s is refused', async (host) => {
    const { url } = await useDaemon();
    const headers = { host: host.replace('PORT', new URL(url).port) };
    for (const target of ['/health', '/v1/hive', '/']) {
      const answer = await raw(url, target, { headers });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN_ORIGIN']);
    }
  });

  test('its own names and those that are allowed are taken', async () => {
    const { url } = await useDaemon({ allowedHosts: ['hive.lan:7835'] });
    const { port } = new URL(url);
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `[::1]:${port}`,
      'hive.lan:7835',
    ]) {
      expect((await raw(url, '/v1/hive', { headers: { host } })).status).toBe(200);
    }
  });

  test('two Host headers, or an absolute target, do not get around it', async () => {
    const { url } = await useDaemon();
    const { port, host } = new URL(url);
    const two = await talk(
      Number(port),
      `GET /v1/hive HTTP/1.1\r\n${AUTHORIZED}Host: ${host}\r\nHost: evil.example\r\n\r\n`,
    );
    expect(two).toMatch(/^HTTP\/1\.1 40[03] /);
    const absolute = await talk(
      Number(port),
      `GET http://evil.example/v1/hive HTTP/1.1\r\n${AUTHORIZED}Host: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(absolute).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('requests from other pages', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:PORT.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ])('%j starts no job, follows no stream, reaches no worker', async (foreign) => {
    const { url, post } = await useDaemon();
    const { id } = await post({ operation: 'catalog_repair' });
    const port = new URL(url).port;
    const headers = Object.fromEntries(
      Object.entries(foreign).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    const answers = [
      await raw(url, '/v1/jobs', { ...REPAIR, headers: { ...headers, ...JSON_TYPE } }),
      await raw(url, `/v1/jobs/${id}`, { method: 'DELETE', headers }),
      await raw(url, `/v1/jobs/${id}/stream`, { headers }),
      await raw(url, `/v1/processes/${id}/http/v1/chat`, { method: 'POST', headers }),
      await raw(url, '/v1/hive', { headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  });

  test('its own page may do all that, and a link from elsewhere may open the page', async () => {
    const { url } = await useDaemon({ pageDir: await pageDir() });
    const own = { origin: url, 'sec-fetch-site': 'same-origin' };
    expect((await raw(url, '/v1/jobs', { ...REPAIR, headers: { ...own, ...JSON_TYPE } })).status).toBe(201);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await raw(url, '/', { headers: link })).status).toBe(200);
    expect((await raw(url, '/', { headers: { ...link, 'sec-fetch-mode': 'no-cors' } })).status).toBe(403);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'a body of type %j, which a form could send, is refused',
    async (type) => {
      const { url } = await useDaemon();
      const answer = await raw(url, '/v1/jobs', {
        ...REPAIR,
        headers: type === '' ? {} : { 'content-type': type },
      });
      expect([answer.status, codeOf(answer)]).toEqual([415, 'NOT_JSON']);
    },
  );

  test('no answer lets other origins read it', async () => {
    const { url } = await useDaemon();
    const answers = [
      await raw(url, '/v1/hive', { headers: { origin: url } }),
      await raw(url, '/v1/jobs', { method: 'OPTIONS', headers: { origin: url } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 405]);
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });
});

describe('the page', () => {
  test('has headers that let it load its own files and nothing else', async () => {
    const { url } = await useDaemon({ pageDir: await pageDir() });
    const { headers } = await raw(url, '/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  test('is only what its folder had at the start', async () => {
    const folder = await pageDir();
    const secret = path.join(path.dirname(folder), 'secret.txt');
    await writeFile(secret, 'secret');
    await symlink(secret, path.join(folder, 'link.txt'));
    const { url } = await useDaemon({ pageDir: folder });
    await writeFile(path.join(folder, 'later.txt'), 'later');
    expect((await raw(url, '/assets/page.js')).body).toBe('page');
    for (const target of [
      '/link.txt',
      '/later.txt',
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '//etc/passwd.txt',
      '/assets/page.js%00.txt',
    ]) {
      expect([target, (await raw(url, target)).status]).toEqual([target, 404]);
    }
  });
});

describe('bodies', () => {
  test.each([
    ['{"operation":"worker_install","worker":"../x"}', 'worker'],
    ['{"operation":"worker_install","worker":"/etc/passwd"}', 'worker'],
    ['{"operation":"worker_install","from":"/etc"}', 'from'],
    ['{"operation":"worker_install","from":"file:///etc"}', 'from'],
    ['{"operation":"worker_install","from":"http://user:secret@example.org/"}', 'from'],
    ['{"operation":"worker_install","from":"http://example.org/\\u0000"}', 'from'],
    ['{"operation":"worker_remove","worker":"a/../../b"}', 'worker'],
    ['{"operation":"worker_remove","worker":".."}', 'worker'],
    ['{"operation":"worker_stop","process":"../../1"}', 'process'],
    ['{"operation":"worker_spawn","worker":"a","args":["ok","a\\u0000b"]}', 'args.1'],
    ['{"operation":"worker_spawn","worker":"a","port":70000}', 'port'],
    ['{"operation":"worker_spawn","worker":"a","env":{"LD_PRELOAD":"x"}}', 'env'],
    ['{"operation":"worker_install","worker":"a","__proto__":{"x":1}}', '__proto__'],
    ['{"operation":"run","command":"id"}', 'operation'],
    ['[]', ''],
    ['{', ''],
  ])('%s is refused', async (body, badPath) => {
    const { url, call } = await useDaemon();
    const answer = await raw(url, '/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'BAD_REQUEST', path: badPath } });
    expect((await call<{ jobs: unknown[] }>('GET', '/v1/jobs')).body.jobs).toEqual([]);
  });

  test.each([{}, { 'transfer-encoding': 'chunked' }])(
    'too long a body is refused, sent with %j',
    async (headers) => {
      const { url } = await useDaemon({ limits: { bodyBytes: 1_000 } });
      const answer = await raw(url, '/v1/jobs', {
        method: 'POST',
        headers: { ...JSON_TYPE, ...headers },
        body: JSON.stringify({ operation: 'catalog_repair', filler: 'x'.repeat(2_000) }),
      });
      expect([answer.status, codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
    },
  );
});

describe('paths', () => {
  test.each([
    '/v1/jobs/..%2f..%2fetc',
    '/v1/jobs/%00',
    '/v1/jobs/%zz',
    '/v1/processes/..%2f1/logs',
    '/v1/jobs/../hive',
  ])('%s names nothing', async (target) => {
    const { url } = await useDaemon();
    expect((await raw(url, target)).status).toBe(404);
  });
});

describe('limits', () => {
  test('connections', async () => {
    const { url } = await useDaemon({ limits: { connections: 3 } });
    const port = Number(new URL(url).port);
    const held = Array.from({ length: 3 }, () => connect(port, '127.0.0.1'));
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await talk(port, 'GET /health HTTP/1.1\r\n\r\n')).toBe('');
    for (const socket of held) socket.destroy();
  });

  test('headers', async () => {
    const { url } = await useDaemon();
    const answer = await raw(url, '/health', { headers: { 'x-long': 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
  });

  test('event streams', async () => {
    const { url, post, events } = await useDaemon({
      limits: { streams: 1 },
      workers: { slow: { pkgbuild: recipe('slow', '', { lines: 'prepare() { sleep 30; }' }) } },
    });
    const { id } = await post({ operation: 'worker_install', worker: 'slow' });
    const first = await fetch(`${url}/v1/jobs/${id}/stream`, { headers: AUTHORIZATION });
    const second = await raw(url, `/v1/jobs/${id}/stream`);
    expect([second.status, codeOf(second), second.headers['retry-after']]).toEqual([429, 'BUSY', '5']);
    await first.body?.cancel();
    await raw(url, `/v1/jobs/${id}`, { method: 'DELETE' });
    await expect.poll(() => events(id)).toBeInstanceOf(Array);
  });

  test('waiting jobs', async () => {
    const { call, post } = await useDaemon({
      limits: { queuedJobs: 1, runningInstalls: 1 },
      workers: { slow: { pkgbuild: recipe('slow', '', { lines: 'prepare() { sleep 30; }' }) } },
    });
    const install = { operation: 'worker_install', worker: 'slow' };
    await post(install);
    await post(install);
    expect(await call('POST', '/v1/jobs', install)).toMatchObject({
      status: 429,
      body: { error: { code: 'BUSY' } },
    });
  });
});

test('a worker’s pages run nothing in the daemon’s name', async () => {
  const { url, process } = await useSpawned({});
  const { headers } = await raw(url, `/v1/processes/${process.id}/http/echo`);
  expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
});

test('all that it writes is its owner’s alone', async () => {
  const { stateDir, process } = await useSpawned({});
  const files = await readdir(stateDir, { recursive: true, withFileTypes: true });
  expect(files.map(({ name }) => name)).toContain('events.ndjson');
  expect(process.state).toBe('healthy');
  for (const entry of files) {
    const { mode } = await stat(path.join(entry.parentPath, entry.name));
    expect([entry.name, mode & 0o077]).toEqual([entry.name, 0]);
  }
});

/** Sends bytes and answers what comes until the end. */
function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

async function pageDir(): Promise<string> {
  const folder = path.join(await useTempDir(), 'page');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<!doctype html>');
  await writeFile(path.join(folder, 'assets/page.js'), 'page');
  return folder;
}
