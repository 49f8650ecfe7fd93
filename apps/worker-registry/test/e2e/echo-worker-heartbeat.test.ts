import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { compileEchoWorker, startEchoWorker } from './echo-worker-process.js';

/** Its seconds are short. */
const program = compileEchoWorker('-DSECOND_MS=40');

interface Beat {
  readonly request: string;
  readonly type: string | undefined;
  readonly host: string | undefined;
  readonly body: unknown;
}

interface Queen {
  readonly port: number;
  readonly beats: readonly Beat[];
  /** Waits for so many more. */
  beat(count: number): Promise<void>;
  /** Sets the status of the answers from now on. */
  answerWith(status: number): void;
}

/** A server that keeps what is posted to it; 0 as port picks a free one. */
async function startQueen(port = 0): Promise<Queen> {
  const beats: Beat[] = [];
  let answer = 200;
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    beats.push({ request: `${method} ${url}`, type: headers['content-type'], host: headers.host, body });
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    beats,
    beat: async (count) => {
      const goal = beats.length + count;
      await expect.poll(() => beats.length, { timeout: 10_000, interval: 10 }).toBeGreaterThanOrEqual(goal);
    },
    answerWith: (next) => {
      answer = next;
    },
  };
}

test.each([
  ['', '/v1/worker-heartbeat'],
  ['/', '/v1/worker-heartbeat'],
  ['/queens/one//', '/queens/one/v1/worker-heartbeat'],
])('with the path "%s" it posts to %s at the start and again', async (path, expected) => {
  const queen = await startQueen();
  const args = ['--queen-url', `http://127.0.0.1:${queen.port}${path}`, '--heartbeat-seconds', '1'];
  const worker = await startEchoWorker(program, args);
  await queen.beat(2);
  expect(queen.beats[0]).toEqual({
    request: `POST ${expected}`,
    type: 'application/json',
    host: `127.0.0.1:${queen.port}`,
    body: {
      worker_id: `echo-worker-cpu-${worker.port}`,
      status: 'ready',
      url: worker.url,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
  });
  const [first] = queen.beats as [Beat & { body: { timestamp: string } }];
  expect(Math.abs(Date.parse(first.body.timestamp) - Date.now())).toBeLessThan(60_000);
  expect([await worker.stop('SIGTERM'), worker.stderr()]).toEqual([0, '']);
});

test('a queen that refuses is complained of once each time', async () => {
  const queen = await startQueen();
  queen.answerWith(500);
  const args = ['--queen-url', `http://localhost:${queen.port}`, '--heartbeat-seconds', '1'];
  const worker = await startEchoWorker(program, args);
  await queen.beat(3);
  expect(worker.stderr()).toBe(complaintOf('localhost', queen.port));
  queen.answerWith(204);
  await queen.beat(2);
  queen.answerWith(404);
  await queen.beat(3);
  expect(worker.stderr()).toBe(complaintOf('localhost', queen.port).repeat(2));
  expect(await worker.stop('SIGTERM')).toBe(0);
});

test('a queen that comes later is found', async () => {
  const port = await unusedPort();
  const args = ['--queen-url', `http://127.0.0.1:${port}`, '--heartbeat-seconds', '1'];
  const worker = await startEchoWorker(program, args);
  await expect.poll(() => worker.stderr()).toBe(complaintOf('127.0.0.1', port));
  expect((await fetch(`${worker.url}/health`)).status).toBe(200);
  const queen = await startQueen(port);
  await queen.beat(1);
  expect(await worker.stop('SIGTERM')).toBe(0);
});

function complaintOf(host: string, port: number): string {
  return `echo-worker-cpu: the queen at ${host} port ${port} did not take the heartbeat; trying again every 1 s\n`;
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a queen that does not respond does not keep it from serving or from ending', async () => {
  const silent = createServer(() => {
    // Never answers.
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const worker = await startEchoWorker(program, ['--queen-url', `http://127.0.0.1:${port}`]);
  expect((await fetch(`${worker.url}/health`)).status).toBe(200);
  const start = Date.now();
  expect([await worker.stop('SIGTERM'), worker.stderr()]).toEqual([0, '']);
  expect(Date.now() - start).toBeLessThan(2_500);
});
