import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createGitRepository,
  rejectionOf,
  startGitServer,
  startHttpServer,
  startProxyServer,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { createAuthorize } from '../../src/http/credentials.js';
import { createHostSlots } from '../../src/http/host-slots.js';
import { mirroredUrls } from '../../src/http/mirrors.js';
import { fetchSources } from '../../src/index.js';
import { startOrigin } from '../support/origin-server.js';
import { hexDigest, request, useWorkspace } from '../support/workspace.js';

const BODY = { type: 'body', body: 'content' } as const;
const CHECKED = { checksums: { sha256: hexDigest('sha256', 'content') } };

describe('mirrors', () => {
  test('the longest prefix counts, at a border of the path', () => {
    const mirrors = [
      { prefix: 'https://h/', replacements: ['https://a/'] },
      { prefix: 'https://h/x', replacements: ['https://b', 'https://c'] },
    ];
    expect(mirroredUrls('https://h/x/y', mirrors)).toEqual(['https://b/y', 'https://c/y']);
    expect(mirroredUrls('https://h/xy', mirrors)).toEqual(['https://a/xy']);
    expect(mirroredUrls('https://other/', mirrors)).toEqual(['https://other/']);
  });

  test('are asked in order until one has the right bytes, and the original is not asked', async () => {
    const workspace = await useWorkspace();
    const bad = await startHttpServer({ '/f': { type: 'body', body: 'forged' } });
    const good = await startHttpServer({ '/f': BODY });
    const mirrors = [
      { prefix: 'https://origin.invalid', replacements: [`${bad.url}/none`, bad.url, good.url] },
    ];
    await fetchSources([request('https://origin.invalid/f', CHECKED)], { ...workspace, mirrors });
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('content');
    expect(bad.requests.map(({ path }) => path)).toEqual(['/none/f', '/f']);
  });

  test('hold for redirects and git too', async () => {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
    const commit = await repository.commit({ a: 'a' });
    const git = await startGitServer(path.join(workspace.root, 'remote'));
    const { url } = await startHttpServer({
      '/f': BODY,
      '/start': { type: 'redirect', to: 'http://far.invalid/f' },
    });
    const mirrors = [
      { prefix: 'http://far.invalid/', replacements: [`${url}/`] },
      { prefix: 'https://git.invalid/', replacements: [`${git.url}/`] },
    ];
    const all = [request(`${url}/start`), request('git+https://git.invalid/tool.git')];
    expect(await fetchSources(all, { ...workspace, mirrors })).toMatchObject([{}, { commit }]);
  });

  test('without a replacement, a prefix is closed', async () => {
    const workspace = await useWorkspace();
    const mirrors = [{ prefix: 'https://h/', replacements: [] }];
    expect(
      await rejectionOf(fetchSources([request('https://h/f')], { ...workspace, mirrors })),
    ).toMatchObject({ code: 'OFFLINE' });
  });
});

describe('credentials', () => {
  const authorize = createAuthorize({
    tokens: { 'https://token.example': 'abc' },
    netrc: [
      '# machine commented login x password y',
      'machine host.example login me password secret account a',
      'macdef init',
      'machine macro.example login x password y',
      '',
      'machine 127.0.0.1',
      '  login local',
      '  password p',
      'machine host.example login second password z',
      'default login anonymous password guest',
    ].join('\n'),
  });
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test.each<[string, object]>([
    ['https://token.example/x', { authorization: 'Bearer abc' }],
    ['http://token.example/x', {}],
    ['https://token.example:8443/', {}],
    ['https://host.example/', basic('me:secret')],
    ['http://host.example/', {}],
    ['http://127.0.0.1:99/', basic('local:p')],
    ['https://commented/', {}],
    ['https://macro.example/', {}],
    ['https://anyone/', {}],
  ])('for %s', (url, expected) => {
    expect(authorize(new URL(url))).toEqual(expected);
  });

  test('are dropped on another origin, and that one gets its own', async () => {
    const workspace = await useWorkspace();
    const other = await startOrigin((_, response) => response.end('content'));
    const first = await startOrigin((_, response) =>
      response.writeHead(302, { location: `${other.url}/f` }).end(),
    );
    const seen = () => [first, other].map(({ requests }) => requests.at(-1)?.headers.authorization);
    await fetchSources([request(`${first.url}/f`)], {
      ...workspace,
      credentials: { tokens: { [first.url]: 'one' } },
    });
    expect(seen()).toEqual(['Bearer one', undefined]);
    await fetchSources([request(`${first.url}/f`)], {
      ...workspace,
      credentials: { tokens: { [first.url]: 'one', [other.url]: 'two' } },
    });
    expect(seen()).toEqual(['Bearer one', 'Bearer two']);
    expect(JSON.stringify(workspace.events)).not.toContain('one"');
  });
});

describe('a proxy', () => {
  test('is used as told, but not for the hosts that are excepted', async () => {
    const workspace = await useWorkspace();
    const proxy = await startProxyServer();
    const { url } = await startHttpServer({ '/f': BODY });
    await fetchSources([request(`${url}/f`)], { ...workspace, proxy: { http: proxy.url } });
    expect(proxy.asked).toEqual([new URL(url).host]);
    await fetchSources([request(`${url}/f`)], { ...workspace, proxy: { http: proxy.url, no: '127.0.0.1' } });
    expect(proxy.asked).toHaveLength(1);
  });
});

describe('offline', () => {
  test('the cache serves what it can prove, or what it remembers, and nothing else is asked for', async () => {
    const workspace = await useWorkspace();
    const { url, requests } = await startHttpServer({ '/f': BODY, '/g': BODY });
    await fetchSources([request(`${url}/f`)], workspace);
    const offline = { ...workspace, offline: true };
    expect(await fetchSources([request(`${url}/elsewhere`, CHECKED)], offline)).toMatchObject([
      { verified: 'checksum' },
    ]);
    expect(await fetchSources([request(`${url}/f`)], offline)).toMatchObject([{ verified: 'skipped' }]);
    expect(await rejectionOf(fetchSources([request(`${url}/g`)], offline))).toMatchObject({
      code: 'OFFLINE',
      message: `'g' is not in the cache, and nothing may be asked for: '${url}/g'.`,
    });
    expect(requests).toHaveLength(1);
  });
});

describe('requests to one host', () => {
  test('are bounded in number', async () => {
    const workspace = await useWorkspace();
    let running = 0;
    let most = 0;
    const origin = await startOrigin((_, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end('x');
      }, 20);
    });
    const all = Array.from({ length: 6 }, (_, index) => request(`${origin.url}/${index}`));
    await fetchSources(all, { ...workspace, concurrency: { total: 6, perHost: 2 } });
    expect(most).toBe(2);
  });

  test('a place is given to the next in line, and one who leaves the line does not get it', async () => {
    const slots = createHostSlots(1);
    const controller = new AbortController();
    const first = await slots.take('h', new AbortController().signal);
    const leaving = rejectionOf(slots.take('h', controller.signal));
    const next = slots.take('h', new AbortController().signal);
    controller.abort('gone');
    expect(await leaving).toBe('gone');
    first();
    first();
    (await next)();
    expect(await slots.take('h', new AbortController().signal)).toBeTypeOf('function');
  });
});
