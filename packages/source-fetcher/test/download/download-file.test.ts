import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Behave,
  createTestClock,
  gitBlobId,
  rejectionOf,
  startFakeHub,
  startFileServer,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { DownloadFileOptions, FetchEvent } from '../../src/index.js';
import { downloadFile, receivedBytes } from '../../src/index.js';

const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) & 255));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const digest = { algorithm: 'sha256', hex: sha256(content) } as const;
const quick = { attempts: 3, baseMilliseconds: 1, maxMilliseconds: 10 };

async function scene(behave?: Behave) {
  const folder = await useTempDir();
  const server = await startFileServer({ '/model.gguf': content }, behave);
  const destination = path.join(folder, 'model.gguf');
  const partialsDir = path.join(folder, 'partials');
  const events: FetchEvent[] = [];
  const download = (options: Partial<DownloadFileOptions> = {}) =>
    downloadFile(`${server.url}/model.gguf`, destination, {
      partialsDir,
      digest,
      retry: quick,
      onEvent: (event) => void events.push(event),
      ...options,
    });
  return { server, destination, partialsDir, events, download };
}

const rangesOf = ({ requests }: { requests: readonly { headers: { range?: string | undefined } }[] }) =>
  requests.map(({ headers }) => headers.range);

describe('downloadFile', () => {
  test('brings a small file by one request, verified, and leaves nothing else', async () => {
    const { download, destination, partialsDir, server, events } = await scene();
    expect(await download({ bytes: content.length })).toStrictEqual({
      bytes: content.length,
      sha256: digest.hex,
      resumedBytes: 0,
    });
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(await readdir(partialsDir)).toStrictEqual([]);
    expect(rangesOf(server)).toStrictEqual([undefined]);
    expect(events.map(({ type }) => type)).toStrictEqual(['source-start', 'source-progress', 'source-end']);
  });

  test('asks for several ranges at a time, and hashes what came out of order', async () => {
    const { download, destination, server } = await scene();
    await download({ bytes: content.length, rangeBytes: 30_000, connections: 4 });
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(rangesOf(server).sort()).toStrictEqual([
      'bytes=0-29999',
      'bytes=30000-59999',
      'bytes=60000-89999',
      'bytes=90000-99999',
    ]);
  });

  test('learns the size of a file by its first byte', async () => {
    const { download, destination, server } = await scene();
    await download({ rangeBytes: 60_000 });
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(rangesOf(server)).toStrictEqual(['bytes=0-0', 'bytes=0-59999', 'bytes=60000-99999']);
  });

  test('starts over where the server ignores ranges', async () => {
    const { download, destination, server } = await scene(() => ({ type: 'ignore-range' }));
    await download({ bytes: content.length, rangeBytes: 30_000, connections: 1 });
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(rangesOf(server)).toStrictEqual(['bytes=0-29999', undefined]);
  });

  test('goes on from where the connection broke', async () => {
    const { download, destination, server, events } = await scene(({ headers, count }) =>
      headers.range === 'bytes=40000-79999' && count === 2 ? { type: 'cut', after: 0 } : undefined,
    );
    await download({ bytes: content.length, rangeBytes: 40_000, connections: 1 });
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(rangesOf(server)).toStrictEqual([
      'bytes=0-39999',
      'bytes=40000-79999',
      'bytes=40000-79999',
      'bytes=80000-99999',
    ]);
    expect(events.filter(({ type }) => type === 'source-retry')).toHaveLength(1);
  });

  test('a server that never completes is given up after the tries that the options allow', async () => {
    const { download, partialsDir, server } = await scene(() => ({ type: 'cut', after: 0 }));
    await expect(download({ bytes: content.length })).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(server.requests).toHaveLength(3);
    expect(await readdir(partialsDir)).toStrictEqual([]);
  });

  test('a cancelled download ends at once, and the next call resumes it', { timeout: 10_000 }, async () => {
    const { download, destination, partialsDir, server } = await scene(({ count }) =>
      count === 1 ? { type: 'stall', after: 40_000 } : undefined,
    );
    const controller = new AbortController();
    const reason = new Error('enough');
    let cancelledAt = 0;
    const error = await rejectionOf(
      download({
        bytes: content.length,
        signal: controller.signal,
        onEvent(event) {
          if (event.type !== 'source-progress' || event.receivedBytes < 40_000 || cancelledAt > 0) return;
          cancelledAt = performance.now();
          controller.abort(reason);
        },
      }),
    );
    expect(performance.now() - cancelledAt).toBeLessThan(1_000);
    expect(error).toBe(reason);
    expect(await receivedBytes(partialsDir, digest)).toBe(40_000);
    expect(await download({ bytes: content.length })).toMatchObject({ resumedBytes: 40_000 });
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(rangesOf(server)).toStrictEqual([undefined, 'bytes=40000-99999']);
    expect(await readdir(partialsDir)).toStrictEqual([]);
  });

  test('wrong bytes never get the name, and are not kept', async () => {
    const { download, destination, partialsDir } = await scene(() => ({ type: 'corrupt' }));
    await expect(download({ bytes: content.length })).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      message: expect.stringContaining(`instead of ${digest.hex}`),
    });
    expect(await readdir(path.dirname(destination))).toStrictEqual(['partials']);
    expect(await readdir(partialsDir)).toStrictEqual([]);
  });

  test('what was resumed and turns out wrong is fetched again from the first byte', async () => {
    const { download, destination, server } = await scene(({ count }) =>
      count === 1 ? { type: 'corrupt' } : undefined,
    );
    // The first range is of other bytes, and the call is cancelled then.
    const half = { bytes: content.length, rangeBytes: 50_000, connections: 1 };
    const cut = new AbortController();
    await rejectionOf(
      download({
        ...half,
        signal: cut.signal,
        onEvent: (event) => event.type === 'source-progress' && cut.abort(),
      }),
    );
    await download(half);
    expect((await readFile(destination)).equals(content)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(2);
  });

  test('a file of another size is refused before its bytes', async () => {
    const { download } = await scene();
    await expect(download({ bytes: 5 })).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      message: expect.stringContaining('has 100000 bytes, but 5 were expected'),
    });
    await expect(download({ bytes: 500_000, rangeBytes: 60_000 })).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
    });
  });

  test('a file without a digest is not resumed from an earlier call', async () => {
    const { download, partialsDir, server } = await scene(({ count }) =>
      count === 2 ? { type: 'stall', after: 40_000 } : undefined,
    );
    const controller = new AbortController();
    const onEvent = (event: FetchEvent) => event.type === 'source-progress' && controller.abort();
    await rejectionOf(download({ digest: undefined, signal: controller.signal, onEvent }));
    expect(await readdir(partialsDir)).toStrictEqual([]);
    await download({ digest: undefined });
    expect(rangesOf(server)).toStrictEqual(['bytes=0-0', undefined, 'bytes=0-0', undefined]);
  });

  test('an empty file, and one whose size no server says', async () => {
    const folder = await useTempDir();
    const server = await startHttpServer({ '/empty': { type: 'body', body: '' } });
    const options = { partialsDir: path.join(folder, 'partials'), retry: quick };
    const empty = await downloadFile(`${server.url}/empty`, path.join(folder, 'empty'), options);
    expect(empty).toStrictEqual({ bytes: 0, sha256: sha256(Buffer.of()), resumedBytes: 0 });
  });

  test("git's id of the content proves a file too", async () => {
    const { download } = await scene();
    const hex = gitBlobId(content);
    const git = { algorithm: 'git-blob', hex } as const;
    expect((await download({ digest: git, bytes: content.length })).sha256).toBe(digest.hex);
    const other = {
      algorithm: 'git-blob',
      hex: hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    } as const;
    await expect(download({ digest: other, bytes: content.length })).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
    });
  });

  test.each([
    [{ digest: { algorithm: 'sha256', hex: 'abc' } }, 'CHECKSUM_MALFORMED'],
    [{ digest: { algorithm: 'git-blob', hex: 'a'.repeat(40) } }, 'CHECKSUM_MALFORMED'],
    [{ offline: true }, 'OFFLINE'],
    [{ limits: { downloadBytes: 99_999 } }, 'LIMIT'],
  ] as const)('%j is refused with %s', async (options, code) => {
    const { download, destination } = await scene();
    await expect(download(options)).rejects.toMatchObject({ code });
    await expect(readFile(destination)).rejects.toThrow('ENOENT');
  });

  test('another mirror is asked where one has other bytes', async () => {
    const wrong = await startFileServer({ '/model.gguf': content }, () => ({ type: 'corrupt' }));
    const { download, server } = await scene();
    const mirrors = [{ prefix: `${server.url}/`, replacements: [`${wrong.url}/`, `${server.url}/`] }];
    await download({ bytes: content.length, mirrors });
    expect(wrong.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test('what onEvent throws ends the call and comes out unchanged', async () => {
    const { download } = await scene();
    const thrown = new Error('mine');
    const onEvent = () => {
      throw thrown;
    };
    expect(await rejectionOf(download({ onEvent }))).toBe(thrown);
  });
});

describe('downloadFile from a hub', () => {
  const token = 'hf_secret';

  test('asks again where a signed address has expired, and signs in to the hub alone', async () => {
    const hub = await startFakeHub({
      repositories: { 'org/repo': { files: { 'model.gguf': content }, visibleTo: [token] } },
      behaveCdn: ({ path }) => (path.endsWith('=1') ? { type: 'status', status: 403 } : undefined),
    });
    const folder = await useTempDir();
    await downloadFile(`${hub.url}/org/repo/resolve/main/model.gguf`, path.join(folder, 'x'), {
      partialsDir: path.join(folder, 'partials'),
      credentials: { tokens: { [hub.url]: token } },
      ...{ digest, retry: quick, bytes: content.length },
    });
    expect(hub.cdn.requests.map(({ path }) => path.split('?')[1])).toStrictEqual([
      'Expires=1&Signature=1',
      'Expires=1&Signature=2',
    ]);
    expect(hub.cdn.requests.map(({ headers }) => headers.authorization)).toStrictEqual([
      undefined,
      undefined,
    ]);
    expect(hub.requests.map(({ headers }) => headers.authorization)).toStrictEqual(
      hub.requests.map(() => `Bearer ${token}`),
    );
  });

  test('waits as long as the header RateLimit says', async () => {
    const headers = { ratelimit: '"resolvers";r=0;t=55' };
    const hub = await startFakeHub({
      repositories: { 'org/repo': { files: { 'model.gguf': content } } },
      behave: ({ count }) => (count === 1 ? { type: 'status', status: 429, headers } : undefined),
    });
    const folder = await useTempDir();
    const clock = createTestClock();
    const events: FetchEvent[] = [];
    await clock.run(
      downloadFile(`${hub.url}/org/repo/resolve/main/model.gguf`, path.join(folder, 'x'), {
        partialsDir: path.join(folder, 'partials'),
        onEvent: (event) => void events.push(event),
        ...{ digest, clock, bytes: content.length },
      }),
    );
    expect(events).toContainEqual(expect.objectContaining({ type: 'source-retry', milliseconds: 55_000 }));
  });

  test('a refusal says who refused it, and with which code', async () => {
    const hub = await startFakeHub({
      repositories: { 'org/repo': { files: { 'model.gguf': content }, gated: { accepted: [] } } },
    });
    const folder = await useTempDir();
    await expect(
      downloadFile(`${hub.url}/org/repo/resolve/main/model.gguf`, path.join(folder, 'x'), {
        partialsDir: path.join(folder, 'partials'),
        ...{ digest, retry: quick, bytes: content.length },
      }),
    ).rejects.toMatchObject({
      code: 'HTTP_STATUS',
      refusal: { origin: hub.url, status: 401, errorCode: 'GatedRepo' },
    });
  });
});
