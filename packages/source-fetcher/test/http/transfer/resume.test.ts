import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { type Served, serve, startOrigin } from '../../support/origin-server.js';
import { downloadsIn, hexDigest, request, useWorkspace, type Workspace } from '../../support/workspace.js';

const BODY = randomBytes(200_000);
const SHA256 = hexDigest('sha256', BODY);
const CHECKED = { checksums: { sha256: SHA256 } };
const ONCE = { retry: { attempts: 1 } };

/** A server whose answers are cut as the numbers say, one an answer, and then whole. */
function cuttingOrigin(cuts: readonly (number | undefined)[], served: Partial<Served> = {}) {
  return startOrigin((asked, response, count) =>
    serve(asked, response, { body: BODY, etag: '"v1"', ...served, cutAfter: cuts[count - 1] }),
  );
}

function content({ srcDir }: Workspace): Promise<Buffer> {
  return readFile(path.join(srcDir, 'f'));
}

function ranges({ requests }: Awaited<ReturnType<typeof startOrigin>>) {
  // Where exactly it goes on depends on how much of the broken answer was read.
  return requests.map(({ headers }) => [headers.range?.replace(/[1-9]\d*/, 'N'), headers['if-range']]);
}

describe('a broken download', () => {
  test('is resumed in the same call from where it broke, again and again', async () => {
    const workspace = await useWorkspace();
    const origin = await cuttingOrigin([70_000, 50_000]);
    expect(await fetchSources([request(`${origin.url}/f`)], workspace)).toMatchObject([
      { digest: `sha256:${SHA256}` },
    ]);
    expect(await content(workspace)).toEqual(BODY);
    expect(ranges(origin)).toEqual([
      [undefined, undefined],
      ['bytes=N-', '"v1"'],
      ['bytes=N-', '"v1"'],
    ]);
    expect(workspace.events.filter(({ type }) => type === 'source-retry')).toEqual([
      {
        type: 'source-retry',
        name: 'f',
        attempt: 2,
        milliseconds: 250,
        reason: expect.stringMatching(/ended after \d+ of 200000 bytes/),
      },
      {
        type: 'source-retry',
        name: 'f',
        attempt: 3,
        milliseconds: 500,
        reason: expect.stringMatching(/ended after \d+ of/),
      },
    ]);
  });

  test('is resumed by the next call, which hashes what is there first', async () => {
    const workspace = await useWorkspace();
    const origin = await cuttingOrigin([70_000]);
    const asked = request(`${origin.url}/f`, CHECKED);
    expect(await rejectionOf(fetchSources([asked], { ...workspace, ...ONCE }))).toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(await downloadsIn(workspace.cacheDir)).toEqual(['data', 'validator.json']);
    await fetchSources([asked], workspace);
    expect(await content(workspace)).toEqual(BODY);
    expect(ranges(origin)[1]).toEqual(['bytes=N-', '"v1"']);
    expect(await downloadsIn(workspace.cacheDir)).toEqual([SHA256]);
  });

  test('is begun again by the next call when only SKIP could prove the whole', async () => {
    const workspace = await useWorkspace();
    const origin = await cuttingOrigin([70_000]);
    await rejectionOf(fetchSources([request(`${origin.url}/f`)], { ...workspace, ...ONCE }));
    await fetchSources([request(`${origin.url}/f`)], workspace);
    expect(ranges(origin)[1]).toEqual([undefined, undefined]);
  });

  test('is begun again when the file changed meanwhile', async () => {
    const workspace = await useWorkspace();
    const other = randomBytes(150_000);
    const origin = await startOrigin((asked, response, count) =>
      serve(
        asked,
        response,
        count === 1 ? { body: BODY, etag: '"v1"', cutAfter: 70_000 } : { body: other, etag: '"v2"' },
      ),
    );
    await fetchSources(
      [request(`${origin.url}/f`, { checksums: { b2: hexDigest('blake2b512', other) } })],
      workspace,
    );
    expect(await content(workspace)).toEqual(other);
    expect(origin.requests).toHaveLength(2);
  });

  test('is begun again when a server answers the range with another file under a new etag', async () => {
    const workspace = await useWorkspace();
    const other = randomBytes(200_000);
    const origin = await startOrigin((asked, response, count) => {
      if (count !== 2)
        return serve(asked, response, {
          body: count === 1 ? BODY : other,
          etag: `"v${count}"`,
          cutAfter: count === 1 ? 70_000 : undefined,
        });
      response
        .writeHead(206, { etag: '"v2"', 'content-range': 'bytes 70000-199999/200000' })
        .end(other.subarray(70_000));
    });
    await fetchSources(
      [request(`${origin.url}/f`, { checksums: { sha256: hexDigest('sha256', other) } })],
      workspace,
    );
    expect(await content(workspace)).toEqual(other);
    expect(origin.requests).toHaveLength(3);
  });

  test.each([
    ['another range than asked for', { 'content-range': 'bytes 0-199999/200000' }],
    ['no range', {}],
  ])('is begun again when a 206 has %s', async (_, headers: Record<string, string>) => {
    const workspace = await useWorkspace();
    const origin = await startOrigin((asked, response, count) => {
      if (count === 2) return void response.writeHead(206, { etag: '"v1"', ...headers }).end(BODY);
      serve(asked, response, { body: BODY, etag: '"v1"', cutAfter: count === 1 ? 70_000 : undefined });
    });
    await fetchSources([request(`${origin.url}/f`, CHECKED)], workspace);
    expect(await content(workspace)).toEqual(BODY);
    expect(origin.requests).toHaveLength(3);
  });

  test('that lied about what it resumes is fetched again once, and then refused', async () => {
    const workspace = await useWorkspace();
    const lie = Buffer.alloc(130_000, 'x');
    let truthful = true;
    const origin = await startOrigin((asked, response) => {
      if (asked.headers.range === undefined)
        return serve(asked, response, {
          body: truthful ? BODY : lie,
          etag: '"v1"',
          cutAfter: origin.requests.length === 1 ? 70_000 : undefined,
        });
      response.writeHead(206, { etag: '"v1"', 'content-range': 'bytes 70000-199999/200000' }).end(lie);
    });
    await fetchSources([request(`${origin.url}/f`, CHECKED)], workspace);
    expect(await content(workspace)).toEqual(BODY);
    expect(origin.requests).toHaveLength(3);
    truthful = false;
    const fresh = await useWorkspace();
    expect(await rejectionOf(fetchSources([request(`${origin.url}/f`, CHECKED)], fresh))).toMatchObject({
      code: 'CHECKSUM_MISMATCH',
    });
    expect(await downloadsIn(fresh.cacheDir)).toEqual([]);
  });

  test.each([
    ['no validator', {}],
    ['a weak etag', { etag: 'W/"v1"' }],
    [
      'a date that is not settled',
      { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', date: 'Thu, 01 Jan 2026 00:00:30 GMT' },
    ],
  ])('is not resumed by %s, and nothing of it is kept', async (_, headers: Record<string, string>) => {
    const workspace = await useWorkspace();
    const origin = await startOrigin((asked, response, count) =>
      serve(asked, response, { body: BODY, headers, cutAfter: count < 3 ? 70_000 : undefined }),
    );
    const asked = request(`${origin.url}/f`, CHECKED);
    await rejectionOf(fetchSources([asked], { ...workspace, ...ONCE }));
    expect(await downloadsIn(workspace.cacheDir)).toEqual([]);
    await fetchSources([asked], workspace);
    expect(ranges(origin)).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  test('is resumed by a settled date', async () => {
    const workspace = await useWorkspace();
    const modified = 'Thu, 01 Jan 2026 00:00:00 GMT';
    const headers = { 'last-modified': modified, date: 'Thu, 01 Jan 2026 00:01:00 GMT' };
    const origin = await startOrigin((asked, response, count) =>
      serve(asked, response, { body: BODY, headers, cutAfter: count === 1 ? 70_000 : undefined }),
    );
    await fetchSources([request(`${origin.url}/f`, CHECKED)], workspace);
    expect(ranges(origin)[1]).toEqual(['bytes=N-', modified]);
  });

  test('that was whole but for its name needs no request', async () => {
    const workspace = await useWorkspace();
    const origin = await startOrigin((asked, response) =>
      serve(asked, response, { body: BODY, etag: '"v1"' }),
    );
    const controller = new AbortController();
    const onEvent = (event: { type: string; receivedBytes?: number }) => {
      if (event.receivedBytes === BODY.length) controller.abort('enough');
    };
    const asked = request(`${origin.url}/f`, CHECKED);
    await rejectionOf(fetchSources([asked], { ...workspace, onEvent, signal: controller.signal }));
    expect(await downloadsIn(workspace.cacheDir)).toEqual(['data', 'validator.json']);
    await fetchSources([asked], workspace);
    expect(origin.requests).toHaveLength(1);
  });

  test('the byte limit counts what was there', async () => {
    const workspace = await useWorkspace();
    const origin = await cuttingOrigin([70_000]);
    const asked = request(`${origin.url}/f`, CHECKED);
    await rejectionOf(fetchSources([asked], { ...workspace, ...ONCE }));
    expect(
      await rejectionOf(fetchSources([asked], { ...workspace, limits: { downloadBytes: 150_000 } })),
    ).toMatchObject({
      code: 'LIMIT',
      message: `'${origin.url}/f' is larger than 150000 bytes (limits.downloadBytes).`,
    });
    expect(await downloadsIn(workspace.cacheDir)).toEqual([]);
  });
});
