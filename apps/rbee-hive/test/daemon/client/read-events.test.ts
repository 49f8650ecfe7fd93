import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { readEvents } from '../../../src/daemon/client/read-events.js';

type Handle = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

async function startEvents(handle: Handle) {
  let attempt = 0;
  const server = createServer((request, response) => handle(request, response, attempt++));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function send(response: ServerResponse, ids: readonly number[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const id of ids) response.write(`id: ${id}\nevent: job\ndata: event ${id}\n\n: comment\n\n`);
}

test('a stream that breaks is taken up after the last event, so that none is lost and none comes twice', async () => {
  const asked: (string | undefined)[] = [];
  const address = await startEvents((request, response, attempt) => {
    asked.push(request.headers['last-event-id']?.toString());
    if (attempt === 0) {
      send(response, [1, 2]);
      // Half an event, then nothing: it does not count.
      response.write('id: 3\ndata: eve', () => response.destroy());
    } else if (attempt === 1) response.destroy();
    else {
      send(response, [3, 4]);
      response.end();
    }
  });
  const data: string[] = [];
  await readEvents(address, '/stream', {
    signal: new AbortController().signal,
    onData: (text) => data.push(text) === 4,
  });
  expect(data).toEqual(['event 1', 'event 2', 'event 3', 'event 4']);
  expect(asked).toEqual([undefined, '2', '2']);
});

test('a daemon that stays away is an error', async () => {
  const address = await startEvents((_request, response) => void response.destroy());
  const { signal } = new AbortController();
  expect(await rejectionOf(readEvents(address, '/stream', { signal, onData: () => false }))).toMatchObject({
    code: 'DAEMON_UNREACHABLE',
    message: `The daemon at ${address.url} no longer responds.`,
  });
});

test('a refusal is not asked again', async () => {
  let requests = 0;
  const address = await startEvents((_request, response) => {
    requests += 1;
    response.writeHead(429).end('{"error":{"code":"BUSY","message":"Too many streams.","hint":"Wait."}}');
  });
  const { signal } = new AbortController();
  expect(await rejectionOf(readEvents(address, '/stream', { signal, onData: () => false }))).toMatchObject({
    code: 'BUSY',
    message: 'Too many streams.',
    hint: 'Wait.',
  });
  expect(requests).toBe(1);
});

test.each([['while it reads'], ['while it pauses']])('an abort %s rejects with its reason', async (when) => {
  const address = await startEvents((_request, response) => {
    if (when === 'while it pauses') response.destroy();
    else send(response, [1]);
  });
  const controller = new AbortController();
  const reason = new Error('stop');
  setTimeout(() => controller.abort(reason), 100);
  const reading = readEvents(address, '/stream', { signal: controller.signal, onData: () => false });
  expect(await rejectionOf(reading)).toBe(reason);
});

test('a redirect is not followed: the token stays here', async () => {
  const address = await startEvents((_request, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  });
  const { signal } = new AbortController();
  const reading = readEvents({ ...address, token: 't' }, '/stream', { signal, onData: () => false });
  expect(await rejectionOf(reading)).toMatchObject({ code: 'DAEMON_UNREACHABLE' });
});
