import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import path from 'node:path';
import { runProgram } from '@rbee-internal/system/process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeAnswer, probeHealth } from '../../src/processes/health-probe.js';

const NEVER = new AbortController().signal;

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function ask(answer: RequestListener, health = {}) {
  const target = { port: await listen(createServer(answer)), health };
  const probed = await probeHealth(target, NEVER);
  return {
    type: probed.type,
    text: (await describeAnswer(probed, target)).replace(String(target.port), 'PORT'),
  };
}

test('a worker that loads says so by 503', async () => {
  const body = '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}';
  expect(await ask((_request, response) => void response.writeHead(503).end(body))).toEqual({
    type: 'loading',
    text: 'still loads: GET /health is 503 (Loading model)',
  });
});

test('a redirect is not followed', async () => {
  expect(
    await ask((_request, response) => void response.writeHead(302, { location: '/login' }).end()),
  ).toEqual({
    type: 'redirect',
    text: 'answers GET /health with a redirect (302), which is not followed',
  });
});

test('the path and the statuses are the launch’s', async () => {
  const answer: RequestListener = ({ url }, response) =>
    void response.writeHead(url === '/v1/models' ? 404 : 200).end();
  expect((await ask(answer, { path: '/v1/models', status: [404] })).type).toBe('ready');
  expect(await ask(answer, { path: '/v1/models' })).toEqual({
    type: 'status',
    text: 'answers GET /v1/models with 404',
  });
  expect((await ask(answer, { status: [204] })).type).toBe('status');
});

test('a port at which nothing listens, and one of IPv6 only', async () => {
  const server = createSocketServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await describeAnswer(await probeHealth({ port }, NEVER), { port })).toBe(
    `does not listen at port ${port} of 127.0.0.1`,
  );
  const six = await listen(createServer(), '::1');
  expect(await describeAnswer(await probeHealth({ port: six }, NEVER), { port: six })).toBe(
    `listens at port ${six} of IPv6 (::1) only, not at 127.0.0.1`,
  );
});

test('silence, and what is not HTTP', async () => {
  const silent = createSocketServer((socket) => socket.on('error', () => undefined));
  const port = await listen(silent);
  expect(await describeAnswer(await probeHealth({ port }, NEVER), { port })).toBe(
    `takes connections at port ${port}, but does not answer GET /health`,
  );
  const other = await listen(createSocketServer((socket) => void socket.end('SSH-2.0-OpenSSH\r\n')));
  expect((await probeHealth({ port: other }, NEVER)).type).toBe('garbled');
});

async function useServer(status: number): Promise<number> {
  return listen(createServer((_request, response) => void response.writeHead(status).end()));
}

describe('health', () => {
  test.each([
    [200, true],
    [204, true],
    [301, false],
    [404, false],
    [503, false],
  ])('an answer of status %d is %s', async (status, isWell) => {
    const { type } = await probeHealth({ port: await useServer(status) }, NEVER);
    expect(type === 'ready').toBe(isWell);
  });

  test('no one who listens, and an aborted question, are failures', async () => {
    const port = await useServer(200);
    expect((await probeHealth({ port }, AbortSignal.abort())).type).toBe('silent');
    expect((await probeHealth({ port: 1 }, NEVER)).type).toBe('refused');
  });
});

// On Node 20 a timer that only AbortSignal.any knew was collected as garbage, and the question was never over.
test('a worker that does not answer is given up in two seconds, however often memory is cleared', async () => {
  const child = path.join(import.meta.dirname, 'probe-beside-gc.ts');
  const { end, output } = await runProgram(process.execPath, ['--expose-gc', '--import', 'tsx', child], {
    env: { PATH: process.env.PATH },
    cwd: import.meta.dirname,
    timeoutMilliseconds: 20_000,
  });
  expect([output, end]).toEqual(['silent\n', { type: 'exit', code: 0 }]);
}, 30_000);
