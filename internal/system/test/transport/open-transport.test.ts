import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  drip,
  rejectionOf,
  startHttpServer,
  startProxyServer,
  startRawServer,
} from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keptContentEncoding, openTransport, type TransportOptions } from '../../src/transport/index.js';

function useFetch(options?: TransportOptions): typeof globalThis.fetch {
  const { fetch, close } = openTransport(options);
  onTestFinished(close);
  return fetch;
}

const head = (status: string, ...headers: string[]) =>
  `HTTP/1.1 ${status}\r\n${[...headers, '', ''].join('\r\n')}`;
const endOf = async (asked: Promise<Response>) => {
  const error = await rejectionOf(asked.then((response) => response.text()));
  return (error as Error).cause;
};

test('no answer, however it is compressed, ends the process', async () => {
  const part = gzipSync('x'.repeat(50)).subarray(0, 12);
  const answers = [
    'gzip',
    'gzip, gzip',
    'gzip, gzip, gzip, gzip, gzip, gzip',
    'br, deflate, gzip',
    'no-such',
    ',',
  ];
  const { url } = await startRawServer((client, request) => {
    const answer = answers[Number(/^GET \/(\d+)/.exec(request)?.[1])];
    client.write(head('200 OK', 'content-length: 100', `content-encoding: ${answer}`));
    client.end(part);
  });
  const child = fileURLToPath(new URL('./codings-child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    child,
    ...answers.map((_, index) => `${url}/${index}`),
  ]);
  expect(stdout).toBe('alive\n');
});

describe('a body that came compressed', () => {
  const bytes = gzipSync('content');
  const serve = (encoding: string) =>
    startHttpServer({ '/f': { type: 'body', body: bytes, headers: { 'content-encoding': encoding } } });

  test('is decoded once, and not asked for', async () => {
    const { url, requests } = await serve('x-gzip');
    expect(await (await useFetch()(`${url}/f`)).text()).toBe('content');
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('is refused when it is so twice', async () => {
    const { url } = await serve('gzip, gzip');
    expect(await endOf(useFetch()(`${url}/f`))).toMatchObject({ code: 'CONTENT_CODINGS' });
  });

  test.each(['gzip', 'x-xz', 'gzip, gzip, gzip, gzip, gzip, gzip'])(
    'is kept as stored: %s',
    async (encoding) => {
      const { url } = await serve(encoding);
      const response = await useFetch({ contentCodings: 'keep' })(`${url}/f`);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
      expect(keptContentEncoding(response)).toBe(encoding);
    },
  );

  test('is only said by the transport', async () => {
    const { url } = await startHttpServer({
      '/f': { type: 'body', body: '', headers: { 'x-kept-content-encoding': 'forged' } },
    });
    expect(keptContentEncoding(await useFetch()(`${url}/f`))).toBeUndefined();
    expect(keptContentEncoding(await useFetch({ contentCodings: 'keep' })(`${url}/f`))).toBeUndefined();
  });
});

test.each(['101 Switching Protocols', '099 Odd', '000 Odd', '199 Odd'])(
  'status %s is an error',
  async (status) => {
    const { url } = await startRawServer((client) => {
      client.write(head(status, 'upgrade: x', 'connection: upgrade'));
      client.write(head(status));
    });
    expect(await endOf(useFetch()(url))).toBeInstanceOf(Error);
  },
);

test('early hints come before the answer, but not for ever', async () => {
  const { url } = await startRawServer((client, request) => {
    const times = request.startsWith('GET /few') ? 3 : 1000;
    client.write(head('103 Early Hints', 'link: <x>').repeat(times));
    client.end(`${head('200 OK', 'content-length: 2')}ok`);
  });
  expect(await (await useFetch()(`${url}/few`)).text()).toBe('ok');
  expect(await endOf(useFetch()(`${url}/many`))).toMatchObject({ code: 'STATUS' });
});

test.each([700, 999])('status %i is an answer like any other', async (status) => {
  const { url } = await startRawServer((client) =>
    client.end(`${head(`${status} Odd`, 'content-length: 2')}ok`),
  );
  const response = await useFetch()(url);
  expect([response.status, await response.text()]).toEqual([status, 'ok']);
});

describe('time', () => {
  test('a head that drips ends with the time for it', async () => {
    const { url, open } = await startRawServer((client) => {
      client.write('HTTP/1.1 200 OK\r\nx-slow: ');
      drip(client, 20);
    });
    const fetch = useFetch({ limits: { headersMilliseconds: 200 } });
    expect(await endOf(fetch(url))).toMatchObject({ code: 'HEADERS_TIMEOUT' });
    await expect.poll(open).toBe(0);
  });

  test('a body that drips ends for its speed, or at the deadline', async () => {
    const { url } = await startRawServer((client) => {
      client.write(head('200 OK', 'content-length: 100000'));
      drip(client, 20);
    });
    const slow = useFetch({ limits: { stallMilliseconds: 300, minBytesPerSecond: 1000 } });
    expect(await endOf(slow(url))).toMatchObject({ code: 'SLOW' });
    const late = useFetch({ limits: { stallMilliseconds: 300, deadlineMilliseconds: 400 } });
    expect(await endOf(late(url))).toMatchObject({ code: 'DEADLINE' });
  });

  test('a body that stops ends', async () => {
    const { url } = await startHttpServer({ '/f': { type: 'stall' } });
    const fetch = useFetch({ limits: { stallMilliseconds: 200 } });
    expect(await endOf(fetch(`${url}/f`))).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  });

  test('a reader that waits is not slow', async () => {
    const body = 'x'.repeat(4_000_000);
    const { url } = await startHttpServer({ '/f': { type: 'body', body } });
    const fetch = useFetch({ limits: { stallMilliseconds: 100, minBytesPerSecond: 1000 } });
    const response = await fetch(`${url}/f`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await response.text()).length).toBe(body.length);
  });

  test('a proxy that never opens the tunnel ends with the time for an answer', async () => {
    const { url } = await startRawServer(() => undefined);
    const fetch = useFetch({ proxy: { http: url }, limits: { headersMilliseconds: 200 } });
    expect(await endOf(fetch('http://far.example/'))).toMatchObject({ code: 'HEADERS_TIMEOUT' });
  });

  test('a signal ends it with its own reason', async () => {
    const { url, arrived } = await startHttpServer({ '/f': { type: 'stall' } });
    const controller = new AbortController();
    const asked = useFetch()(`${url}/f`, { signal: controller.signal }).then((response) => response.text());
    await arrived('/f');
    controller.abort('enough');
    expect(await rejectionOf(asked)).toBe('enough');
  });
});

test('bytes of a Location that no URL may have are encoded as they are', async () => {
  const { url } = await startRawServer((client) =>
    client.end(
      Buffer.from(
        head('302 Found', 'location: /caf\u00e9/\u00c3\u00a9?\u00ff', 'content-length: 0'),
        'latin1',
      ),
    ),
  );
  const response = await useFetch()(url, { redirect: 'manual' });
  expect(response.headers.get('location')).toBe('/caf%E9/%C3%A9?%FF');
});

test('requests go through the proxy of their scheme, but not to the hosts that are excepted', async () => {
  const proxy = await startProxyServer();
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  expect(await (await useFetch({ proxy: { http: proxy.url } })(`${url}/f`)).text()).toBe('content');
  expect(proxy.asked).toEqual([new URL(url).host]);
  await (await useFetch({ proxy: { http: proxy.url, no: '127.0.0.1' } })(`${url}/f`)).text();
  await (await useFetch({ proxy: { https: proxy.url } })(`${url}/f`)).text();
  expect(proxy.asked).toHaveLength(1);
});

test('it takes a request as a whole', async () => {
  const { url, requests } = await startHttpServer({ '/f': { type: 'body', body: 'done' } });
  const request = new Request(`${url}/f`, { method: 'POST', body: 'q', headers: { 'x-own': 'yes' } });
  expect(await (await useFetch()(request)).text()).toBe('done');
  expect(requests).toMatchObject([{ method: 'POST', headers: { 'x-own': 'yes' } }]);
});

test('a connect of the caller makes the connections', async () => {
  const fetch = useFetch({ connect: (_init, callback) => callback(new Error('not there'), null) });
  expect(await endOf(fetch('http://far.example/'))).toMatchObject({ message: 'not there' });
});
