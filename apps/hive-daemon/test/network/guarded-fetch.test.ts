import type { AddressInfo, LookupFunction } from 'node:net';
import { createServer } from 'node:tls';
import { rejectionOf, startHttpServer, startProxyServer } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGuardedFetch, type GuardedFetchOptions } from '../../src/network/guarded-fetch.js';
import { proxiesOf } from '../../src/network/proxies-of.js';

/** A fetch that takes 127.0.0.1 for the public internet and finds these addresses, one after the other. */
function useGuarded(
  addresses: readonly string[] = [],
  options: Pick<GuardedFetchOptions, 'isAllowed' | 'proxy'> = {},
) {
  const asked: string[] = [];
  const forbidden: string[] = [];
  const lookup: LookupFunction = (host, _options, callback) => {
    const address = addresses[asked.length] ?? '127.0.0.1';
    asked.push(host);
    callback(null, [{ address, family: 4 }]);
  };
  const guarded = createGuardedFetch({
    isAllowed: (address) => address === '127.0.0.1',
    ...options,
    lookup,
    onForbidden: ({ code, message }) => forbidden.push(`${code}: ${message}`),
  });
  onTestFinished(() => guarded.close());
  return { fetch: guarded.fetch, asked, forbidden };
}

describe('a guarded fetch', () => {
  test('reads what is at an allowed address', async () => {
    const server = await startHttpServer({ '/x': { type: 'body', body: 'hello' } });
    const { fetch, forbidden } = useGuarded();
    const { port } = new URL(server.url);
    expect(await (await fetch(`http://public.test:${port}/x`)).text()).toBe('hello');
    expect(await (await fetch(`${server.url}/x`)).text()).toBe('hello');
    expect(forbidden).toEqual([]);
  });

  test.each(['127.0.0.2', '10.0.0.1', '169.254.169.254'])(
    'never connects to %s by its address',
    async (address) => {
      const { fetch, forbidden } = useGuarded();
      await rejectionOf(fetch(`http://${address}:8080/`));
      expect(forbidden).toEqual([`FORBIDDEN_ADDRESS: ${address} is no host of the public internet.`]);
    },
  );

  test('never connects to a name that leads to such an address', async () => {
    const { fetch, forbidden } = useGuarded(['10.0.0.1']);
    await rejectionOf(fetch('http://inside.test/'));
    expect(forbidden).toEqual([
      'FORBIDDEN_ADDRESS: inside.test at 10.0.0.1 is no host of the public internet.',
    ]);
  });

  test('never follows a redirect there', async () => {
    const server = await startHttpServer({ '/x': { type: 'redirect', to: 'http://127.0.0.2:8080/secret' } });
    const { fetch, forbidden } = useGuarded();
    await rejectionOf(fetch(`${server.url}/x`));
    expect(server.requests).toHaveLength(1);
    expect(forbidden).toEqual(['FORBIDDEN_ADDRESS: 127.0.0.2 is no host of the public internet.']);
  });

  test('is not fooled by a name that leads elsewhere the second time', async () => {
    const server = await startHttpServer({
      '/x': { type: 'body', body: '1', headers: { connection: 'close' } },
    });
    const { port } = new URL(server.url);
    const { fetch, asked, forbidden } = useGuarded(['127.0.0.1', '192.168.0.1']);
    await (await fetch(`http://rebinding.test:${port}/x`)).text();
    await rejectionOf(fetch(`http://rebinding.test:${port}/x`));
    expect(asked).toHaveLength(2);
    expect(forbidden).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test('allows the public internet alone when nothing else is said', async () => {
    const server = await startHttpServer({});
    const { fetch, forbidden } = useGuarded([], { isAllowed: undefined });
    await rejectionOf(fetch(server.url));
    expect(forbidden).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });
});

describe('behind a proxy', () => {
  async function useProxied(addresses: readonly string[] = [], no?: string) {
    const proxy = await startProxyServer();
    const guarded = useGuarded(addresses, { proxy: { http: proxy.url, https: proxy.url, no } });
    return { ...guarded, tunnels: proxy.asked };
  }

  test('the proxy is told the address that was checked, and the server the name', async () => {
    const server = await startHttpServer({ '/x': { type: 'body', body: 'hello' } });
    const { fetch, tunnels } = await useProxied();
    const { port } = new URL(server.url);
    expect(await (await fetch(`http://public.test:${port}/x`)).text()).toBe('hello');
    expect(tunnels).toEqual([`127.0.0.1:${port}`]);
    expect(server.requests.map(({ headers }) => headers.host)).toEqual([`public.test:${port}`]);
  });

  test('a server of https is asked for the certificate of its name', async () => {
    const names: string[] = [];
    const server = createServer({
      SNICallback(name, done) {
        names.push(name);
        done(new Error('no certificate'));
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { fetch, tunnels } = await useProxied();
    await rejectionOf(fetch(`https://public.test:${port}/`));
    expect(tunnels).toEqual([`127.0.0.1:${port}`]);
    expect(names).toEqual(['public.test']);
  });

  test.each([
    ['http://127.0.0.2:8080/', []],
    ['https://10.0.0.1/', []],
    ['http://0x7f.2/', []],
    ['http://2130706434/', []],
    ['http://[::ffff:127.0.0.1]/', []],
    ['http://inside.test/', ['10.0.0.1']],
    ['http://localhost/', ['127.0.0.2']],
  ])('it is not asked for %s', async (url, addresses) => {
    const { fetch, forbidden, tunnels } = await useProxied(addresses);
    await rejectionOf(fetch(url));
    expect(forbidden).toEqual([expect.stringMatching(/^FORBIDDEN_ADDRESS: .* is no host of the public/)]);
    expect(tunnels).toEqual([]);
  });

  test('nor for where a redirect leads', async () => {
    const server = await startHttpServer({ '/x': { type: 'redirect', to: 'http://inside.test/secret' } });
    const { fetch, forbidden, tunnels } = await useProxied(['127.0.0.1', '10.0.0.1']);
    const { host, port } = new URL(server.url);
    await rejectionOf(fetch(`http://public.test:${port}/x`));
    expect(forbidden).toHaveLength(1);
    expect(tunnels).toEqual([host]);
  });

  test('nor for a name that leads elsewhere the second time', async () => {
    const server = await startHttpServer({
      '/x': { type: 'body', body: '1', headers: { connection: 'close' } },
    });
    const { fetch, forbidden, tunnels } = await useProxied(['127.0.0.1', '192.168.0.1']);
    const url = `http://rebinding.test:${new URL(server.url).port}/x`;
    await (await fetch(url)).text();
    await rejectionOf(fetch(url));
    expect(forbidden).toHaveLength(1);
    expect(tunnels).toHaveLength(1);
  });

  test('what goes past it is checked too', async () => {
    const server = await startHttpServer({ '/x': { type: 'body', body: 'hello' } });
    const { fetch, forbidden, tunnels } = await useProxied(['127.0.0.1', '10.0.0.1'], '.test');
    const { port } = new URL(server.url);
    expect(await (await fetch(`http://public.test:${port}/x`)).text()).toBe('hello');
    await rejectionOf(fetch('http://inside.test/'));
    expect(forbidden).toHaveLength(1);
    expect(tunnels).toEqual([]);
  });

  test.each(['socks5://127.0.0.1:1', 'nonsense'])('%s is none that can be told an address', (url) => {
    let thrown: unknown;
    try {
      proxiesOf({ https_proxy: url });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'FORBIDDEN_ADDRESS',
      message: expect.stringContaining('https_proxy is'),
    });
  });
});
