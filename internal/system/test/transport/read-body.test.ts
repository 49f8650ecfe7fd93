import { drip, rejectionOf, startHttpServer, startRawServer } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { openTransport, type ReadBodyOptions, readBody, readChunks } from '../../src/transport/index.js';

function useFetch(): typeof globalThis.fetch {
  const { fetch, close } = openTransport();
  onTestFinished(close);
  return fetch;
}

async function serveBody(body: string): Promise<Response> {
  const { url } = await startHttpServer({ '/f': { type: 'body', body } });
  return useFetch()(`${url}/f`);
}

async function serveDrip(): Promise<Response> {
  const { url } = await startRawServer((client) => {
    client.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
    drip(client, 20);
  });
  return useFetch()(url);
}

test('a body up to its limit is read, one more byte is not', async () => {
  expect((await readBody(await serveBody('12345'), { maxBytes: 5 })).toString()).toBe('12345');
  expect(await rejectionOf(readBody(await serveBody('12345'), { maxBytes: 4 }))).toMatchObject({
    code: 'TOO_LARGE',
  });
});

test('the limit holds for a body whose length is not announced', async () => {
  const { url } = await startRawServer((client) => client.end('HTTP/1.1 200 OK\r\n\r\n123456'));
  expect(await rejectionOf(readBody(await useFetch()(url), { maxBytes: 5 }))).toMatchObject({
    code: 'TOO_LARGE',
  });
});

test.each<[string, Partial<ReadBodyOptions>]>([
  ['DEADLINE', { deadlineMilliseconds: 200, stallMilliseconds: 1000 }],
  ['SLOW', { stallMilliseconds: 200, minBytesPerSecond: 1000 }],
  ['DEADLINE', { deadlineMilliseconds: 200 }],
])('a body that drips: %s', async (code, options) => {
  expect(await rejectionOf(readBody(await serveDrip(), { maxBytes: 100_000, ...options }))).toMatchObject({
    code,
  });
});

test('a body that stops: STALL; that is cut: CUT', async () => {
  const { url } = await startHttpServer({
    '/stall': { type: 'stall' },
    '/cut': { type: 'cut', head: 'x', announced: 9 },
  });
  const fetch = useFetch();
  const stalled = readBody(await fetch(`${url}/stall`), { maxBytes: 10, stallMilliseconds: 100 });
  expect(await rejectionOf(stalled)).toMatchObject({ code: 'STALL' });
  expect(await rejectionOf(readBody(await fetch(`${url}/cut`), { maxBytes: 10 }))).toMatchObject({
    code: 'CUT',
  });
});

test('a signal ends it at once with its reason', async () => {
  const controller = new AbortController();
  const reading = readBody(await serveDrip(), { maxBytes: 100_000, signal: controller.signal });
  controller.abort('enough');
  expect(await rejectionOf(reading)).toBe('enough');
  const never = readBody(await serveDrip(), { maxBytes: 100_000, signal: AbortSignal.abort('before') });
  expect(await rejectionOf(never)).toBe('before');
});

test('a caller that takes its time is not stalled, and may leave', async () => {
  const response = await serveBody('x'.repeat(1_000_000));
  let bytes = 0;
  for await (const chunk of readChunks(response, { maxBytes: 2_000_000, stallMilliseconds: 100 })) {
    if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 250));
    bytes += chunk.length;
  }
  expect(bytes).toBe(1_000_000);
  for await (const _ of readChunks(await serveDrip(), { maxBytes: 100_000 })) break;
});
