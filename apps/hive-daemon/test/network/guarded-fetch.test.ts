import type { LookupFunction } from 'node:net';
import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isDaemonError } from '../../src/index.js';
import { checkUrl, createGuardedFetch, type GuardedFetchOptions } from '../../src/network/guarded-fetch.js';

/** A fetch that takes 127.0.0.1 for the public internet and finds these addresses, one after the other. */
function useGuarded(
  addresses: readonly string[] = [],
  options: Pick<GuardedFetchOptions, 'isAllowed'> = { isAllowed: (address) => address === '127.0.0.1' },
) {
  const asked: string[] = [];
  const forbidden: string[] = [];
  const lookup: LookupFunction = (host, _options, callback) => {
    const address = addresses[asked.length] ?? '127.0.0.1';
    asked.push(host);
    callback(null, [{ address, family: 4 }]);
  };
  const guarded = createGuardedFetch({
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
    const { fetch, forbidden } = useGuarded([], {});
    await rejectionOf(fetch(server.url));
    expect(forbidden).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });
});

test.each([
  'http://localhost/x',
  'http://LOCALHOST.:80/',
  'http://a.localhost/',
  'http://printer.local/',
  'http://127.1/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
])('%s is refused without asking anybody', (url) => {
  let thrown: unknown;
  try {
    checkUrl(url);
  } catch (error) {
    thrown = error;
  }
  expect(isDaemonError(thrown) && thrown.code).toBe('FORBIDDEN_ADDRESS');
});

test.each(['https://example.org/recipes/PKGBUILD', 'http://8.8.8.8/'])('%s may be asked for', (url) => {
  expect(() => checkUrl(url)).not.toThrow();
});
