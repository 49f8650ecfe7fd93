import { rejectionOf, startHttpServer, startRawServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { httpGet } from '../../src/index.js';

function redirectingFetch(to: string): typeof fetch {
  return async () => new Response(null, { status: 302, headers: { location: to } });
}

describe('redirects', () => {
  test('are followed, relative ones too', async () => {
    const { url } = await startHttpServer({
      '/a': { type: 'redirect', to: 'b', status: 301 },
      '/b': { type: 'redirect', to: '/c', status: 308 },
      '/c': { type: 'body', body: 'here' },
    });
    const answer = await httpGet(`${url}/a`);
    expect({ body: Buffer.from(answer.body).toString(), url: answer.url }).toEqual({
      body: 'here',
      url: `${url}/c`,
    });
  });

  test('with bytes that no URL may have go to these bytes, as with curl', async () => {
    const { url, requests } = await startRawServer((client, asked) => {
      const location = 'location: /caf\u00e9/\u00c3\u00a9\r\n';
      const head = asked.startsWith('GET /a') ? `302 Found\r\n${location}` : '200 OK\r\n';
      client.write(Buffer.from(`HTTP/1.1 ${head}content-length: 0\r\n\r\n`, 'latin1'));
    });
    for (const fetch of [undefined, globalThis.fetch]) await httpGet(`${url}/a`, { fetch });
    expect(requests.map((asked) => asked.split(' ')[1])).toEqual([
      '/a',
      '/caf%E9/%C3%A9',
      '/a',
      '/caf%E9/%C3%A9',
    ]);
  });

  test('have a limit, so a loop ends', async () => {
    const { url, requests } = await startHttpServer({ '/a': { type: 'redirect', to: '/a' } });
    expect(await rejectionOf(httpGet(`${url}/a`, { redirects: 2 }))).toMatchObject({
      code: 'REDIRECT',
      message: `'${url}/a' redirects more than 2 times.`,
    });
    expect(requests).toHaveLength(3);
  });

  test.each([
    ['https://h/a', 'http://h/b', "redirects from https to 'http://h/b', which is not encrypted"],
    ['http://h/a', 'ftp://h/b', "redirects to 'ftp://h/b', which is not http"],
    ['http://h/a', 'file:///etc/passwd', 'which is not http'],
    ['https://h/a', 'https://u:hunter2@h/b', "redirects to 'https://h/b' with a user name or password"],
    ['https://h/a', 'https://[', 'which gives no usable address'],
  ])('from %s to %s are refused', async (from, to, message) => {
    const error = await rejectionOf(httpGet(from, { fetch: redirectingFetch(to) }));
    expect(error).toMatchObject({ code: 'REDIRECT', message: expect.stringContaining(message) });
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
  });

  test('to another origin drop the headers that were passed', async () => {
    const other = await startHttpServer({ '/b': { type: 'body', body: '' } });
    const first = await startHttpServer({
      '/a': { type: 'redirect', to: '/same' },
      '/same': { type: 'redirect', to: `${other.url}/b` },
    });
    await httpGet(`${first.url}/a`, { headers: { authorization: 'Bearer t' }, accept: 'text/plain' });
    expect(first.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
    expect(other.requests.map(({ headers }) => [headers.authorization, headers.accept])).toEqual([
      [undefined, 'text/plain'],
    ]);
  });
});

describe('httpGet', () => {
  test('answers with any status', async () => {
    const headers = { 'content-type': 'application/json' };
    const { url } = await startHttpServer({ '/x': { type: 'body', status: 404, body: '{}', headers } });
    const { status, body, headers: received } = await httpGet(`${url}/x`);
    expect([status, Buffer.from(body).toString(), received.get('content-type')]).toEqual([
      404,
      '{}',
      'application/json',
    ]);
  });

  test('has a byte limit', async () => {
    const { url } = await startHttpServer({ '/x': { type: 'body', body: '12345' } });
    expect(await rejectionOf(httpGet(`${url}/x`, { maxBytes: 4 }))).toMatchObject({
      code: 'LIMIT',
      message: `'${url}/x' is larger than 4 bytes (maxBytes).`,
    });
    expect((await httpGet(`${url}/x`, { maxBytes: 5 })).body).toHaveLength(5);
  });

  test('refuses credentials and other schemes', async () => {
    for (const url of ['https://u:p@h/', 'ftp://h/', 'h']) {
      expect(await rejectionOf(httpGet(url))).toMatchObject({ code: 'INVALID_SOURCE' });
    }
  });

  test('gives up on a stalled connection', async () => {
    const { url } = await startHttpServer({ '/x': { type: 'stall' } });
    expect(await rejectionOf(httpGet(`${url}/x`, { stallMilliseconds: 30 }))).toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});
