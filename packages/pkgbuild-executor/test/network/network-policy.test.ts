import type { LookupFunction } from 'node:net';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { isHostPattern, matchesAny, parseEndpoint, showEndpoint } from '../../src/network/host-patterns.js';
import { createNetworkPolicy } from '../../src/network/network-policy.js';
import { proxyEnvironment } from '../../src/network/proxy-environment.js';

/** Names with these addresses. */
function lookupOf(names: Readonly<Record<string, readonly string[]>>): LookupFunction {
  return (host, _, callback) => {
    const found = names[host];
    if (found === undefined) callback(new Error(`no ${host}`), []);
    else
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
}

const lookup = lookupOf({
  'example.org': ['93.184.216.34', '2606:2800:220::1'],
  'half.example.org': ['93.184.216.34', '10.0.0.1'],
  'mirror.example.org': ['192.168.1.2'],
  'mapped.example.org': ['::ffff:127.0.0.1'],
});

function policy(changes: Partial<Parameters<typeof createNetworkPolicy>[0]> = {}) {
  return createNetworkPolicy({ phases: ['build'], hosts: 'public', allowPrivate: [], lookup, ...changes });
}

describe('createNetworkPolicy', () => {
  it('has all addresses of a public name', async () => {
    expect(
      await policy().addressesOf({ host: 'example.org', port: 443 }, { isPrivateAllowed: false }),
    ).toEqual([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220::1', family: 6 },
    ]);
  });

  it.each([
    'half.example.org',
    'mirror.example.org',
    'mapped.example.org',
    '127.0.0.1',
    '::1',
    '169.254.169.254',
  ])('refuses %s for an address that is not public', async (host) => {
    const rejection = policy().addressesOf({ host, port: 80 }, { isPrivateAllowed: false });
    expect(await rejectionOf(rejection)).toMatchObject({ reason: 'private' });
  });

  it('takes any address of a host that is allowed whatever it is, though it is not among the hosts', async () => {
    const own = policy({ hosts: ['example.org'], allowPrivate: ['mirror.example.org:8080'] });
    const endpoint = { host: 'mirror.example.org', port: 8080 };
    const allowance = own.checkName(endpoint, 'build');
    expect(allowance).toEqual({ isPrivateAllowed: true });
    expect(await own.addressesOf(endpoint, allowance)).toEqual([{ address: '192.168.1.2', family: 4 }]);
    expect(() => own.checkName({ ...endpoint, port: 8081 }, 'build')).toThrow('is not among the hosts');
  });

  it('refuses other phases, and what comes between them', () => {
    const endpoint = { host: 'example.org', port: 443 };
    expect(() => policy().checkName(endpoint, 'check')).toThrow('check() may not use the network');
    expect(() => policy().checkName(endpoint, undefined)).toThrow('may not use the network');
    expect(policy().allowsPhase('build')).toBe(true);
    expect(policy().allowsPhase(undefined)).toBe(false);
  });

  it('leaves a name that cannot be looked up to the proxy, but for local ones', async () => {
    await policy().checkRemote({ host: 'registry.invalid', port: 443 });
    for (const host of [
      'localhost',
      'a.localhost',
      'printer.local',
      'intranet',
      'metadata.google.internal',
      '10.0.0.1',
      'mirror.example.org',
    ])
      expect(await rejectionOf(policy().checkRemote({ host, port: 443 }))).toMatchObject({
        reason: 'private',
      });
  });
});

describe('host patterns', () => {
  it.each([
    ['example.org', 'example.org:443', true],
    ['Example.org', 'example.org:443', true],
    ['example.org', 'sub.example.org:443', false],
    ['example.org', 'badexample.org:443', false],
    ['*.example.org', 'sub.example.org:1', true],
    ['*.example.org', 'example.org:1', false],
    ['*.example.org', 'badexample.org:1', false],
    ['example.org:443', 'example.org:443', true],
    ['example.org:443', 'example.org:80', false],
    ['127.0.0.1:80', '127.0.0.1:80', true],
    ['[::1]:80', '[::1]:80', true],
    ['::1', '[::1]:9', true],
    ['*.0.0.1', '127.0.0.1:80', false],
  ])('%s for %s is %s', (pattern, text, expected) => {
    const endpoint = parseEndpoint(text);
    expect(isHostPattern(pattern)).toBe(true);
    expect(endpoint && matchesAny([pattern], endpoint)).toBe(expected);
    expect(endpoint && showEndpoint(endpoint)).toBe(text);
  });

  it.each(['', '*', 'http://a', 'a b', 'a/b', 'a:b', 'a:', '.a', 'a@b'])('%j is none', (text) => {
    expect(isHostPattern(text)).toBe(false);
  });

  it.each(['', 'a', 'a:', 'a:0', 'a:65536', 'a:1:2', 'a b:1', '@a:1', '[::1:1', 'http://a:1', '.:1'])(
    '%j names no server',
    (text) => {
      expect(parseEndpoint(text)).toBeUndefined();
    },
  );
});

it('proxyEnvironment leaves the build’s own servers alone, but for those that are named', () => {
  expect(proxyEnvironment(1, []).no_proxy).toBe('localhost,127.0.0.1,::1');
  expect(proxyEnvironment(1, ['127.0.0.1:8080', '*.example.org']).NO_PROXY).toBe('localhost,::1');
  const variables = Object.entries(proxyEnvironment(3128, []));
  expect(variables.filter(([, value]) => value === 'http://127.0.0.1:3128').length).toBe(9);
});
