import { describe, expect, test } from 'vitest';
import { InvalidProxyError, proxyFor, readProxies } from '../../src/transport/index.js';

describe('the proxy variables', () => {
  test.each<[Record<string, string>, object | undefined]>([
    [{}, undefined],
    [{ http_proxy: '', https_proxy: '', no_proxy: 'a' }, undefined],
    [{ HTTP_PROXY: 'http://forged:1' }, undefined],
    [{ http_proxy: 'http://p:1' }, { http: 'http://p:1', https: undefined, no: 'localhost' }],
    [{ HTTPS_PROXY: 'http://u:1' }, { http: undefined, https: 'http://u:1', no: 'localhost' }],
    [
      { https_proxy: 'http://l:1', HTTPS_PROXY: 'http://u:1' },
      { https: 'http://l:1', no: 'localhost' },
    ],
    [{ https_proxy: '', HTTPS_PROXY: 'http://u:1' }, { https: 'http://u:1' }],
    [{ http_proxy: 'http://p:1', no_proxy: 'a.b', NO_PROXY: 'c' }, { no: 'a.b,localhost' }],
    [{ http_proxy: 'http://p:1', NO_PROXY: 'c' }, { no: 'c,localhost' }],
    [{ http_proxy: 'http://p:1', no_proxy: ' * ' }, { no: '*' }],
    [{ http_proxy: 'p.example:3128' }, { http: 'http://p.example:3128' }],
    [{ http_proxy: 'me:secret@p.example:3128' }, { http: 'http://me:secret@p.example:3128' }],
    [{ https_proxy: 'https://p.example' }, { https: 'https://p.example' }],
  ])('%o', (env, settings) => {
    if (settings === undefined) expect(readProxies(env)).toBeUndefined();
    else expect(readProxies(env)).toMatchObject(settings);
  });

  test.each<[string, string]>([
    ['http_proxy', 'no url'],
    ['https_proxy', 'nonsense'],
    ['HTTPS_PROXY', 'socks5://p.example:1080'],
    ['http_proxy', 'http://'],
    ['https_proxy', 'file:///etc/passwd'],
    ['http_proxy', 'ftp://me:secret@p.example'],
  ])('%s=%s is refused, and the variable named', (variable, value) => {
    let refusal: unknown;
    try {
      readProxies({ [variable]: value });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidProxyError);
    expect(refusal).toMatchObject({ variable, message: expect.stringContaining(`${variable} is '`) });
    expect((refusal as Error).message).not.toContain('secret');
  });
});

describe('the proxy for a URL', () => {
  const proxy = (url: string, no = '') =>
    proxyFor(new URL(url), { http: 'http://h:1', https: 'http://s:1', no });

  test('is that of its scheme, and no other', () => {
    expect(proxy('http://x/')).toBe('http://h:1');
    expect(proxy('https://x/')).toBe('http://s:1');
    expect(proxyFor(new URL('https://x/'), { http: 'http://h:1' })).toBeUndefined();
    expect(proxyFor(new URL('http://x/'), undefined)).toBeUndefined();
  });

  test.each<[string, string, boolean]>([
    ['http://a.example/', 'a.example', true],
    ['http://A.EXAMPLE./', 'a.Example', true],
    ['http://b.a.example/', 'a.example', true],
    ['http://b.a.example/', '.a.example', true],
    ['http://a.example/', '.a.example', true],
    ['http://a.example/', '*.a.example', true],
    ['http://ba.example/', 'a.example', false],
    ['http://a.example.org/', 'a.example', false],
    ['http://a.example/', 'b,  a.example ,c', true],
    ['http://a.example/', '*', true],
    ['http://a.example/', 'x,*', false],
    ['http://a.example:8080/', 'a.example:8080', true],
    ['http://a.example/', 'a.example:8080', false],
    ['https://a.example/', 'a.example:443', true],
    ['http://10.1.2.3/', '10.0.0.0/8', true],
    ['http://11.1.2.3/', '10.0.0.0/8', false],
    ['http://10.1.2.3/', '10.0.0.0/99', false],
    ['http://10.1.2.3/', '2.3', false],
    ['http://[::1]/', '::1', true],
    ['http://[::1]/', '[::1]', true],
    ['http://[::1]:81/', '[::1]:81', true],
    ['http://[fd00::5]/', 'fd00::/8', true],
    ['http://[fe00::5]/', 'fd00::/8', false],
    ['http://a.example/', '', false],
    ['http://a.example/', '.', false],
  ])('%s with no_proxy=%s: excepted %s', (url, no, isExcepted) => {
    expect(proxy(url, no) === undefined).toBe(isExcepted);
  });
});
