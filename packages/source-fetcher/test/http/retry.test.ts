import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { serve, startOrigin } from '../support/origin-server.js';
import { instantClock, request, useWorkspace } from '../support/workspace.js';

const BODY = Buffer.from('content');

async function pauses(status: number, headers: Record<string, string> = {}, failures = 10) {
  const workspace = await useWorkspace();
  const slept: number[] = [];
  const origin = await startOrigin((asked, response, count) => {
    if (count > failures) serve(asked, response, { body: BODY });
    else response.writeHead(status, headers).end();
  });
  const outcome = await fetchSources([request(`${origin.url}/f`)], {
    ...workspace,
    clock: instantClock(slept),
  }).then(
    () => 'fetched',
    (error) => error.code,
  );
  return { slept, outcome, requests: origin.requests.length };
}

describe('a request', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])(
    'is repeated after status %i, with longer and longer pauses',
    async (status) => {
      expect(await pauses(status)).toEqual({
        slept: [250, 500, 1000, 2000],
        outcome: 'HTTP_STATUS',
        requests: 5,
      });
      expect(await pauses(status, {}, 1)).toEqual({ slept: [250], outcome: 'fetched', requests: 2 });
    },
  );

  test.each([400, 401, 403, 404, 410, 501])('is not repeated after status %i', async (status) => {
    expect(await pauses(status)).toEqual({ slept: [], outcome: 'HTTP_STATUS', requests: 1 });
  });

  test('waits as long as Retry-After says', async () => {
    expect(await pauses(429, { 'retry-after': '7' }, 1)).toEqual({
      slept: [7000],
      outcome: 'fetched',
      requests: 2,
    });
    const date = 'Thu, 01 Jan 2026 00:01:30 GMT';
    expect(await pauses(503, { 'retry-after': date }, 1)).toEqual({
      slept: [90_000],
      outcome: 'fetched',
      requests: 2,
    });
  });

  test('is given up when Retry-After asks for longer than the longest wait', async () => {
    expect(await pauses(429, { 'retry-after': '121' })).toEqual({
      slept: [],
      outcome: 'HTTP_STATUS',
      requests: 1,
    });
  });

  test('is repeated when the connection is hung up', async () => {
    const workspace = await useWorkspace();
    const origin = await startOrigin((asked, response, count) =>
      count < 3 ? asked.socket.destroy() : serve(asked, response, { body: BODY }),
    );
    await fetchSources([request(`${origin.url}/f`)], workspace);
    expect(origin.requests).toHaveLength(3);
  });

  test('is not repeated when no server is there', async () => {
    const workspace = await useWorkspace();
    const failed = fetchSources([request('http://127.0.0.1:1/f')], workspace);
    expect(await rejectionOf(failed)).toMatchObject({ code: 'UNREACHABLE' });
    expect(workspace.events.filter(({ type }) => type === 'source-retry')).toEqual([]);
  });

  test('is repeated after a stall', async () => {
    const workspace = await useWorkspace();
    const { url, requests } = await startHttpServer({ '/f': { type: 'stall' } });
    const options = { ...workspace, limits: { stallMilliseconds: 40 }, retry: { attempts: 2 } };
    expect(await rejectionOf(fetchSources([request(`${url}/f`)], options))).toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(requests).toHaveLength(2);
  });

  test('is not repeated when it is cancelled in a pause', async () => {
    const workspace = await useWorkspace();
    const origin = await startOrigin((_, response) => response.writeHead(503).end());
    const controller = new AbortController();
    const reason = { why: 'enough' };
    const clock = { ...instantClock(), sleep: async () => controller.abort(reason) };
    const options = { ...workspace, clock, signal: controller.signal };
    expect(await rejectionOf(fetchSources([request(`${origin.url}/f`)], options))).toBe(reason);
    expect(origin.requests).toHaveLength(1);
  });

  test('is repeated for as long as it gets on by a mebibyte each time', async () => {
    const workspace = await useWorkspace();
    const body = Buffer.alloc(8 * 1024 * 1024, 'abc');
    const origin = await startOrigin((asked, response) =>
      serve(asked, response, { body, etag: '"e"', cutAfter: 1_200_000 }),
    );
    const failed = fetchSources([request(`${origin.url}/f`)], { ...workspace, retry: { attempts: 2 } });
    await failed.catch(() => undefined);
    expect(origin.requests.length).toBeGreaterThanOrEqual(7);
  });
});
