import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { compileEchoWorker, type EchoWorker, exchange, startEchoWorker } from './echo-worker-process.js';

const program = compileEchoWorker();
/** The same with short deadlines. */
const hurried = compileEchoWorker('-DREQUEST_MS=300');

async function expectHealthy(worker: EchoWorker): Promise<void> {
  expect((await fetch(`${worker.url}/health`)).status).toBe(200);
  expect(await worker.stop('SIGTERM')).toBe(0);
  expect(worker.stderr()).toBe('');
}

async function openSocket(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {
    // The worker may reset a connection that the test holds open.
  });
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  if (text !== '') await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}

test.each([
  ['a head that is too large', `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}`, 431],
  ['a request line that is too large', 'G'.repeat(100_000), 431],
  ['a head of exactly the limit without an end', 'G'.repeat(16 * 1024), 431],
  ['no HTTP', '\x16\x03\x01\x02\r\n\r\n', 400],
  ['an empty head', '\r\n\r\n', 400],
  ['another version', 'GET / HTTP/2.0\r\n\r\n', 400],
  ['no path', 'GET HTTP/1.1\r\n\r\n', 400],
  ['another form of target', 'GET http://a/health HTTP/1.1\r\n\r\n', 400],
  ['a NUL in the path', 'GET /hea\0lth HTTP/1.1\r\n\r\n', 400],
  ['a length that is not a number', 'POST /v1/completions HTTP/1.1\r\ncontent-length: -1\r\n\r\n', 400],
  ['a huge length', `POST /v1/completions HTTP/1.1\r\ncontent-length: ${'9'.repeat(40)}\r\n\r\n`, 413],
  ['chunks', 'POST /v1/completions HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 411],
])('%s', async (_title, request, status) => {
  const worker = await startEchoWorker(program);
  const answer = await exchange(worker.port, request);
  expect(answer).toMatch(
    new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*\\r\\n\\r\\n\\{"error":\\{"message":"[^"]+","type":"`),
  );
  await expectHealthy(worker);
});

test('garbage after a request is not answered', async () => {
  const worker = await startEchoWorker(program);
  const answer = await exchange(worker.port, 'GET /health HTTP/1.1\r\n\r\n', '\0\xff'.repeat(50_000));
  expect(answer.match(/HTTP\/1\.1/g)).toEqual(['HTTP/1.1']);
  await expectHealthy(worker);
});

test('a client that is refused while it still sends gets its answer, not a reset', async () => {
  const worker = await startEchoWorker(program);
  const socket = await openSocket(worker.port, '');
  const answered = new Promise<Buffer>((resolve) => socket.once('data', resolve));
  const head = 'POST /v1/completions HTTP/1.1\r\ncontent-length: 12000000\r\n\r\n';
  const failure = await new Promise((resolve) => socket.write(head + 'x'.repeat(12_000_000), resolve));
  expect(failure ?? undefined).toBeUndefined();
  expect((await answered).toString()).toMatch(/^HTTP\/1\.1 413 /);
  await expectHealthy(worker);
});

test('a client that asks first may go on', async () => {
  const worker = await startEchoWorker(program);
  const head = 'POST /v1/completions HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 14\r\n\r\n';
  const socket = await openSocket(worker.port, head);
  const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  socket.write('{"prompt":"a"}');
  const second = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(second.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  await expectHealthy(worker);
});

test('a request that comes byte by byte gets its response', async () => {
  const worker = await startEchoWorker(program);
  const socket = await openSocket(worker.port, '');
  const answered = new Promise<Buffer>((resolve) => socket.once('data', resolve));
  for (const byte of 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n') {
    socket.write(byte);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect((await answered).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  await expectHealthy(worker);
});

test('clients that leave in the middle, or never read, do no harm', async () => {
  const worker = await startEchoWorker(program);
  const body = JSON.stringify({ prompt: 'w '.repeat(100_000), stream: true });
  const stream = `POST /v1/completions HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  for (const text of [
    '',
    'GET',
    'POST /v1/completions HTTP/1.1\r\ncontent-length: 9\r\n\r\n{',
    stream,
    stream,
  ]) {
    const socket = await openSocket(worker.port, text);
    socket.destroy();
  }
  const deaf = await openSocket(worker.port, '');
  deaf.pause();
  deaf.write(stream);
  await expectHealthy(worker);
});

test('more slow clients than it has threads are refused, and SIGTERM does not wait for them', async () => {
  const worker = await startEchoWorker(program);
  for (let i = 0; i < 64; i += 1) await openSocket(worker.port, 'GET /slow');
  const refused = await fetch(`${worker.url}/v1/completions`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { error: { message: 'Too many requests at once.', type: 'server_error' } },
  ]);
  const start = Date.now();
  expect(await worker.stop('SIGTERM')).toBe(0);
  expect(Date.now() - start).toBeLessThan(2_500);
});

test('a client that never ends its request learns that its time is over', async () => {
  const worker = await startEchoWorker(hurried);
  const late = /^HTTP\/1\.1 408 Request Timeout\r\n/;
  expect(await exchange(worker.port, 'GET /health HTTP/1.1\r\n')).toMatch(late);
  const head = 'POST /v1/completions HTTP/1.1\r\ncontent-length: 9\r\n\r\n';
  expect(await exchange(worker.port, head, '{')).toMatch(late);
  await expectHealthy(worker);
});
