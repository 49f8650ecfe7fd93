import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { drip, rejectionOf, startHttpServer, startRawServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type FetchLimits, fetchSources } from '../../src/index.js';
import { startOrigin } from '../support/origin-server.js';
import { hexDigest, leftIn, request, useWorkspace } from '../support/workspace.js';

const NOTHING = { src: [], cache: [] };

describe('a download', () => {
  test('is verified, cached and copied', async () => {
    const workspace = await useWorkspace();
    const headers = { 'content-length': '7' };
    const { url, requests } = await startHttpServer({ '/f.txt': { type: 'body', body: 'content', headers } });
    const checksums = { sha512: hexDigest('sha512', 'content'), ck: 'SKIP' };
    const asked = request(`${url}/f.txt`, { checksums });
    const digest = `sha256:${hexDigest('sha256', 'content')}`;
    const target = path.join(workspace.srcDir, 'f.txt');
    expect(await fetchSources([asked], workspace)).toEqual([
      { source: asked.source, path: target, digest, verified: 'checksum', extracted: false },
    ]);
    const sha256 = hexDigest('sha256', 'content');
    expect(await readFile(target, 'utf8')).toBe('content');
    expect(await leftIn(workspace)).toEqual({ src: ['f.txt'], cache: [sha256] });
    expect(requests.map(({ headers }) => headers['accept-encoding'])).toEqual(['identity']);
    expect(workspace.events).toEqual([
      { type: 'source-start', name: 'f.txt', url: `${url}/f.txt` },
      { type: 'source-progress', name: 'f.txt', receivedBytes: 7, totalBytes: 7 },
      { type: 'source-verified', name: 'f.txt', verified: 'checksum' },
      { type: 'source-end', name: 'f.txt', digest },
    ]);
  });

  test('is not made when the cached file is the one asked for, and made again when it is not', async () => {
    const workspace = await useWorkspace();
    const { url, requests } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
    const asked = request(`${url}/f`, { checksums: { sha1: hexDigest('sha1', 'content') } });
    await writeFile(path.join(workspace.cacheDir, 'f'), 'content');
    await fetchSources([asked], workspace);
    expect(requests).toHaveLength(0);
    await writeFile(path.join(workspace.cacheDir, 'f'), 'stale');
    await fetchSources([asked], workspace);
    expect(requests).toHaveLength(1);
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('content');
  });

  test('with SKIP is always made: nothing proves what is cached', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
    await writeFile(path.join(workspace.cacheDir, 'f'), 'stale');
    expect(await fetchSources([request(`${url}/f`)], workspace)).toMatchObject([{ verified: 'skipped' }]);
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('content');
  });

  test('with a wrong checksum leaves neither a final name nor a partial file', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
    const asked = request(`${url}/f`, { checksums: { md5: '0'.repeat(32) } });
    expect(await rejectionOf(fetchSources([asked], workspace))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });

  test('of many at once keeps the order asked for', async () => {
    const workspace = await useWorkspace();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { url } = await startHttpServer(
      Object.fromEntries(names.map((name) => [`/${name}`, { type: 'body', body: name }])),
    );
    const fetched = await fetchSources(
      names.map((name) => request(`${url}/${name}`)),
      workspace,
    );
    expect(fetched.map(({ source }) => source.name)).toEqual(names);
  });

  test('that fails cancels the others', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/slow': { type: 'stall' } });
    const all = [request(`${url}/slow`), request(`${url}/none`)];
    expect(await rejectionOf(fetchSources(all, workspace))).toMatchObject({ code: 'HTTP_STATUS' });
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });
});

describe('a bad answer', () => {
  test.each([404, 403, 500, 204, 206])('status %i', async (status) => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'body', status, body: '' } });
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], workspace))).toMatchObject({
      code: 'HTTP_STATUS',
      message: `'${url}/f' answered with status ${status}, but 200 was expected.`,
    });
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });

  test('a cut connection', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'cut', head: 'abc', announced: 100 } });
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], workspace))).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/the connection ended after [03] of 100 bytes/),
    });
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });

  test('fewer bytes than announced, by a fetch that does not notice', async () => {
    const workspace = await useWorkspace();
    const fetch = async () => new Response('abc', { headers: { 'content-length': '9' } });
    const failed = fetchSources([request('https://h/f')], { ...workspace, fetch });
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'UNREACHABLE',
      message: "'https://h/f': the connection ended after 3 of 9 bytes.",
    });
  });

  test('a stalled connection, before and amid the body', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'stall', head: 'abc' } });
    const limits = { stallMilliseconds: 50 };
    const stalled = { code: 'UNREACHABLE', message: expect.stringContaining('sent no byte for 50 ms') };
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], { ...workspace, limits }))).toMatchObject(
      stalled,
    );
    const fetch = () => new Promise<Response>(() => undefined);
    const silent = fetchSources([request(`${url}/f`)], { ...workspace, limits, fetch });
    expect(await rejectionOf(silent)).toMatchObject(stalled);
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });

  test('a hang-up, and no server there', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'hang-up' } });
    for (const entry of [`${url}/f`, 'http://127.0.0.1:1/f']) {
      expect(await rejectionOf(fetchSources([request(entry)], workspace))).toMatchObject({
        code: 'UNREACHABLE',
        message: expect.stringContaining(`'${entry}' could not be reached: `),
      });
    }
  });

  test.each([true, false])('too many bytes (announced: %s)', async (announced) => {
    const workspace = await useWorkspace();
    const headers: Record<string, string> = announced ? { 'content-length': '7' } : {};
    const fetch = async () => new Response('content', { headers });
    const options = { ...workspace, fetch, limits: { downloadBytes: 6 } };
    expect(await rejectionOf(fetchSources([request('https://h/f')], options))).toMatchObject({
      code: 'LIMIT',
      message: "'https://h/f' is larger than 6 bytes (limits.downloadBytes).",
    });
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });

  test('decoded on the way by a fetch of the caller', async () => {
    const workspace = await useWorkspace();
    const headers = { 'content-encoding': 'gzip' };
    const { url } = await startHttpServer({ '/f': { type: 'body', body: gzipSync('x'), headers } });
    const { fetch } = globalThis;
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], { ...workspace, fetch }))).toMatchObject({
      code: 'CONTENT_ENCODING',
    });
  });

  test.each<[string, Partial<FetchLimits>]>([
    ['less than 1000 bytes a second', { stallMilliseconds: 1000, minBytesPerSecond: 1000 }],
    ['not complete after 200 ms (limits.deadlineMilliseconds)', { deadlineMilliseconds: 200 }],
  ])('that drips: %s', async (message, limits) => {
    const workspace = await useWorkspace();
    const { url } = await startRawServer((client) => {
      client.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
      drip(client, 10);
    });
    const retry = { attempts: 1 };
    expect(
      await rejectionOf(fetchSources([request(`${url}/f`)], { ...workspace, limits, retry })),
    ).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining(message) });
    expect(await leftIn(workspace)).toEqual(NOTHING);
  });

  test('whose head drips', async () => {
    const workspace = await useWorkspace();
    const { url } = await startRawServer((client) => {
      client.write('HTTP/1.1 200 OK\r\nx-slow: ');
      drip(client, 10);
    });
    const limits = { stallMilliseconds: 150 };
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], { ...workspace, limits }))).toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});

describe('a label of content encoding that the server puts on a stored file', () => {
  const body = gzipSync('content');
  const right = { checksums: { sha256: hexDigest('sha256', body) } };

  test.each(['gzip', 'x-gzip', 'x-xz', 'br', 'gzip, gzip, gzip, gzip, gzip, gzip'])(
    '%s: the bytes are kept, and it is told',
    async (encoding) => {
      const workspace = await useWorkspace();
      const headers = { 'content-encoding': encoding };
      const { url, requests } = await startHttpServer({ '/f': { type: 'body', body, headers } });
      await fetchSources([request(`${url}/f`, right)], workspace);
      expect(await readFile(path.join(workspace.srcDir, 'f'))).toEqual(body);
      expect(workspace.events).toContainEqual({ type: 'content-encoding', name: 'f', encoding });
      expect(requests[0]?.headers['accept-encoding']).toBe('identity');
    },
  );

  test('no label, or one that says nothing, is not told', async () => {
    const workspace = await useWorkspace();
    const headers = { 'content-encoding': 'identity' };
    const { url } = await startHttpServer({ '/f': { type: 'body', body, headers } });
    await fetchSources([request(`${url}/f`, right)], workspace);
    expect(workspace.events.map(({ type }) => type)).not.toContain('content-encoding');
  });
});

test('a missing folder is an error of its own', async () => {
  const workspace = await useWorkspace();
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'x' } });
  const options = { ...workspace, srcDir: path.join(workspace.root, 'none') };
  expect(await rejectionOf(fetchSources([request(`${url}/f`)], options))).toMatchObject({
    code: 'FILE_SYSTEM',
    hint: 'Check that the folders exist and may be written.',
    cause: { code: 'ENOENT' },
  });
});

test.each(['source-start', 'source-progress', 'source-verified', 'source-end'])(
  'what onEvent throws at %s comes out unchanged, and leaves no partial file',
  async (type) => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({ '/f': { type: 'body', body: 'x' } });
    const thrown = Object.freeze(Object.assign(new Error('stop'), { code: 'ENOENT', syscall: 'open' }));
    const onEvent = (event: { type: string }) => {
      if (event.type === type) throw thrown;
    };
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], { ...workspace, onEvent }))).toBe(thrown);
    const sha256 = hexDigest('sha256', 'x');
    expect((await leftIn(workspace)).cache.filter((name) => name !== sha256)).toEqual([]);
    expect((await leftIn(workspace)).src.filter((name) => name !== 'f')).toEqual([]);
  },
);

test('two calls at once may share a source folder, and a killed one leaves nothing for good', async () => {
  const workspace = await useWorkspace();
  await mkdir(path.join(workspace.srcDir, '.fetching-999999999-1-0123456789ab'));
  await writeFile(path.join(workspace.startDir, 'second'), 'x');
  const origin = await startOrigin((_, response) => {
    const other = fetchSources([request('second')], workspace);
    other.finally(() => response.end('content'));
  });
  await fetchSources([request(`${origin.url}/first`)], workspace);
  expect((await readdir(workspace.srcDir)).sort()).toEqual(['first', 'second']);
});
