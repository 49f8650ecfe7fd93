import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  rejectionOf,
  startHttpServer,
  startProxyServer,
  startTlsFront,
  useTempDir,
} from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { openProxiedFetch } from '../../src/check/proxied-fetch.js';
import { program } from '../running-cli.js';
import { tinyMetadata, tinyRecipe, writeWorker } from '../worker-folder.js';

function useProxied(env: Record<string, string>) {
  const { fetch, close } = openProxiedFetch(env);
  onTestFinished(close);
  return fetch;
}

test.each(['http_proxy', 'https_proxy', 'HTTPS_PROXY'])('%s names a proxy', async (name) => {
  const server = await startHttpServer({ '/x': { type: 'body', body: 'hello' } });
  const proxy = await startProxyServer();
  const isHttp = name === 'http_proxy';
  const front = isHttp ? server : await startTlsFront(server.url);
  const fetch = useProxied({ [name]: proxy.url });
  // The certificate is not a trusted one, which is seen behind the proxy.
  if (isHttp) expect(await (await fetch(`${front.url}/x`)).text()).toBe('hello');
  else expect(await rejectionOf(fetch(`${front.url}/x`))).toBeInstanceOf(TypeError);
  expect(proxy.asked).toEqual([new URL(front.url).host]);
});

test.each([{}, { no_proxy: '127.0.0.1' }, { NO_PROXY: '*' }])('with %j none is asked', async (env) => {
  const server = await startHttpServer({ '/x': { type: 'body', body: 'hello' } });
  const proxy = await startProxyServer();
  const isOff = Object.keys(env).length === 0;
  const fetch = useProxied(isOff ? {} : { http_proxy: proxy.url, ...env });
  expect(await (await fetch(`${server.url}/x`)).text()).toBe('hello');
  expect(proxy.asked).toEqual([]);
});

test('nor for the own name of this machine', async () => {
  const server = await startHttpServer({ '/x': { type: 'body', body: 'hello' } });
  const proxy = await startProxyServer();
  const fetch = useProxied({ http_proxy: proxy.url });
  expect((await fetch(`${server.url.replace('127.0.0.1', 'localhost')}/x`)).status).toBe(200);
  expect(proxy.asked).toEqual([]);
});

test('a proxy that is not an HTTP proxy is refused', () => {
  expect(() => openProxiedFetch({ https_proxy: 'socks5://127.0.0.1:1' })).toThrow(
    expect.objectContaining({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('https_proxy'),
      hint: expect.stringContaining('http://HOST:PORT'),
    }),
  );
});

test('check --probe asks through the proxy, and trusts the certificates of NODE_EXTRA_CA_CERTS', async () => {
  const server = await startHttpServer({ '/x': { type: 'body', body: 'x' } });
  const front = await startTlsFront(server.url);
  const proxy = await startProxyServer();
  const root = await useTempDir();
  await writeFile(path.join(root, 'ca.pem'), front.authority);
  const workers = path.join(root, 'workers');
  await writeWorker(workers, 'tiny', {
    'worker.json': tinyMetadata,
    PKGBUILD: `${tinyRecipe}source=('${front.url}/x')\nsha256sums=(SKIP)\n`,
  });
  async function probe(more: Record<string, string>) {
    const env = { PATH: process.env.PATH, https_proxy: proxy.url, ...more };
    const child = spawn(process.execPath, [program, 'check', '--probe', '--workers', workers], { env });
    const [printed, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { printed, exitCode };
  }
  expect(await probe({})).toMatchObject({
    exitCode: 1,
    printed: expect.stringContaining('does not respond'),
  });
  expect(await probe({ NODE_EXTRA_CA_CERTS: path.join(root, 'ca.pem') })).toEqual({
    exitCode: 0,
    printed: expect.stringMatching(
      /^warning: .* is not verified: its checksum is SKIP\n1 of 1 can be served\.\n$/,
    ),
  });
  const { host } = new URL(front.url);
  expect(new Set(proxy.asked)).toEqual(new Set([host]));
  expect(server.requests.map(({ method, path: asked }) => `${method} ${asked}`)).toEqual(['HEAD /x']);
});
