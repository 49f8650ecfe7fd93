import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Answer,
  type ReceivedRequest,
  rejectionOf,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { RegistryEvent } from '../../src/registry/events.js';
import { createHttpRegistry } from '../../src/registry/http-registry.js';

const ENTRY = '{"id":"tool","name":"Tool","version":"1","platforms":["linux"],"architectures":["x86_64"]}';
const FIRST_TIME = '2026-01-01T00:00:00.000Z';

/** A registry whose one document answers like a server with validators, until it is told to answer otherwise. */
async function startRegistry() {
  const state: { answer: Answer | undefined } = { answer: undefined };
  const respond = ({ headers }: ReceivedRequest): Answer => {
    if (state.answer !== undefined) return state.answer;
    if (headers['if-none-match'] === '"v1"') return { type: 'body', status: 304, body: '' };
    return { type: 'body', body: ENTRY, headers: { etag: '"v1"' } };
  };
  const server = await startHttpServer({ '/workers/tool': respond });
  return { ...server, state };
}

async function useRegistry() {
  const server = await startRegistry();
  const cacheDir = path.join(await useTempDir(), 'registry');
  const events: RegistryEvent[] = [];
  const open = (more = {}) =>
    createHttpRegistry({ url: server.url, cacheDir, now: () => new Date(FIRST_TIME), ...more });
  return { server, cacheDir, events, open, call: { onEvent: (event: RegistryEvent) => events.push(event) } };
}

describe('a registry with a folder for copies', () => {
  test('is asked conditionally, and 304 means the copy', async () => {
    const { server, open, events, call } = await useRegistry();
    const first = await open().find('tool', call);
    expect(await open().find('tool', call)).toEqual(first);
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"']);
    expect(events).toEqual([]);
  });

  test.each<[string, Answer, string]>([
    ['broken', { type: 'hang-up' }, 'could not be read'],
    ['busy', { type: 'body', status: 503, body: '' }, 'answered 503'],
    ['rate-limited', { type: 'body', status: 429, body: '' }, 'answered 429'],
  ])('that is %s is replaced by the copy, and an event says so', async (_name, answer, reason) => {
    const { server, open, events, call } = await useRegistry();
    const first = await open().find('tool', call);
    server.state.answer = answer;
    expect(await open().find('tool', call)).toEqual(first);
    expect(events).toEqual([
      {
        type: 'registry-stale',
        origin: `${server.url}/`.slice(0, -1),
        fetchedAt: FIRST_TIME,
        reason: expect.stringContaining(reason),
      },
    ]);
  });

  test('that no longer has the document is believed', async () => {
    const { server, open, cacheDir } = await useRegistry();
    await open().find('tool');
    server.state.answer = { type: 'body', status: 404, body: '' };
    expect(await rejectionOf(open().find('tool'))).toMatchObject({ code: 'WORKER_NOT_FOUND' });
    expect(await readdir(cacheDir)).toEqual([]);
  });

  test('is not asked at all offline', async () => {
    const { server, open, events, call } = await useRegistry();
    expect(await rejectionOf(open({ offline: true }).find('tool'))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining('offline'),
    });
    const worker = await open().find('tool');
    expect(await open({ offline: true }).find('tool', call)).toEqual(worker);
    expect(server.requests.length).toBe(1);
    expect(events).toMatchObject([{ type: 'registry-stale', fetchedAt: FIRST_TIME }]);
  });

  test.each(['', '{', '{"url":"other"}', '{"url":"other"}\n{}', '\n'])(
    'asks again when a copy is damaged: %j',
    async (damage) => {
      const { server, open, cacheDir } = await useRegistry();
      const worker = await open().find('tool');
      for (const name of await readdir(cacheDir)) await writeFile(path.join(cacheDir, name), damage);
      expect(await open().find('tool')).toEqual(worker);
      expect(server.requests[1]?.headers['if-none-match']).toBeUndefined();
    },
  );

  test('notices a copy whose body was changed', async () => {
    const { server, open, cacheDir } = await useRegistry();
    await open().find('tool');
    const [name = ''] = await readdir(cacheDir);
    const file = path.join(cacheDir, name);

    const [header = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${header}\n{}`);
    server.state.answer = { type: 'hang-up' };
    expect(await rejectionOf(open().find('tool'))).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
  });
});

describe('mirrors', () => {
  test('are asked in order when the registry is down', async () => {
    const busy = await startHttpServer({ '/workers/tool': { type: 'body', status: 500, body: '' } });
    const mirror = await startHttpServer({ '/copy/workers/tool': { type: 'body', body: ENTRY } });
    const registry = createHttpRegistry({
      url: 'http://127.0.0.1:9',
      mirrors: [busy.url, `${mirror.url}/copy`],
    });
    expect(await registry.find('tool')).toMatchObject([{ id: 'tool' }]);
  });

  test("when all are down, the registry's own failure is told", async () => {
    const busy = await startHttpServer({ '/workers/tool': { type: 'body', status: 500, body: '' } });
    const registry = createHttpRegistry({ url: 'http://127.0.0.1:9', mirrors: [busy.url] });
    expect(await rejectionOf(registry.find('tool'))).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
  });
});

describe('a registry that goes on for ever', () => {
  /** Sends a byte every few milliseconds and never ends. */
  function dripping() {
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.enqueue(new TextEncoder().encode(' '));
        },
      }),
    );
  }

  const open = (timeoutMilliseconds?: number) =>
    createHttpRegistry({
      url: 'http://registry.example',
      inProcess: true,
      fetch: async () => dripping(),
      timeoutMilliseconds,
    });

  test('is given up after its time', async () => {
    const startedAt = performance.now();
    expect(await rejectionOf(open(300).list())).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining('after 300 ms'),
    });
    expect(performance.now() - startedAt).toBeLessThan(1_300);
  });

  test('can be cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('enough'), 100);
    expect(await rejectionOf(open().list({ signal: controller.signal }))).toBe('enough');
  });
});

test('a registry whose answer is compressed many times, and unfinished, is refused', async () => {
  const coding = Array(6).fill('gzip').join(', ');
  const body = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const server = await startHttpServer({
    '/workers': { type: 'body', body, headers: { 'content-encoding': coding } },
  });
  expect(await rejectionOf(createHttpRegistry({ url: server.url }).list())).toMatchObject({
    code: expect.stringMatching(/^REGISTRY_/),
  });
});
