import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  rejectionOf,
  startHttpServer,
  startProxyServer,
  startRawServer,
  startTlsFront,
} from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createFetch, httpGet } from '../../src/index.js';
import { startOrigin } from '../support/origin-server.js';
import { startScript } from '../support/start-script.js';

test('it is never the one that is built into Node', async () => {
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  expect(createFetch({})).not.toBe(globalThis.fetch);
  expect(await (await createFetch({})(`${url}/f`)).text()).toBe('content');
});

test('httpGet takes it by itself, so an answer that is compressed six times is an error', async () => {
  const headers = { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip, gzip', 'content-length': '100' };
  const { url } = await startRawServer((client) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    client.write(`HTTP/1.1 200 OK\r\n${[...lines, '', ''].join('\r\n')}`);
    setTimeout(() => client.destroy(), 50);
  });
  expect(await rejectionOf(httpGet(`${url}/f`))).toMatchObject({ code: 'UNREACHABLE' });
});

test('its requests go through the proxy, but not to the hosts that are excepted', async () => {
  const proxy = await startProxyServer();
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  const through = createFetch({ proxy: { http: proxy.url } });
  expect(await (await through(`${url}/f`)).text()).toBe('content');
  expect(proxy.asked).toEqual([new URL(url).host]);
  const around = createFetch({ proxy: { http: proxy.url, no: '127.0.0.1' } });
  expect(await (await around(`${url}/f`)).text()).toBe('content');
  expect(proxy.asked).toHaveLength(1);
});

test('with extra certificates, httpGet believes a server that they vouch for', async () => {
  const plain = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  const { url, authority } = await startTlsFront(plain.url);
  const answer = await httpGet(`${url}/f`, { fetch: createFetch({ extraCertificates: authority }) });
  expect(Buffer.from(answer.body).toString()).toBe('content');
});

test('it takes a request as a whole, and a signal', async () => {
  const proxy = await startProxyServer();
  const received: string[] = [];
  const origin = await startOrigin((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(`${request.method} ${request.headers['x-own']} ${body}`);
      response.end('done');
    });
  });
  const through = createFetch({ proxy: { http: proxy.url } });
  const request = new Request(origin.url, { method: 'POST', body: 'question', headers: { 'x-own': 'yes' } });
  expect(await (await through(request)).text()).toBe('done');
  expect(received).toEqual(['POST yes question']);
  await expect(through(origin.url, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
});

test('an idle connection keeps no process running', async () => {
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  const proxy = await startProxyServer();
  const child = startScript(fileURLToPath(new URL('./create-fetch-child.ts', import.meta.url)), [
    `${url}/f`,
    proxy.url,
  ]);
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('content\n');
  const start = performance.now();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(performance.now() - start).toBeLessThan(2000);
});
