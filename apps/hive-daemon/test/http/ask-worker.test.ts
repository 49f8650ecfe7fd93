import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { forward } from '../../src/http/forward.js';
import { createListener } from '../../src/http/listener.js';
import { createRouter } from '../../src/http/router.js';
import { logTo } from '../../src/log-to.js';
import { until } from '../support.js';

/** A worker that says these bytes to every request, and a server that forwards to it. */
async function useOddWorker(talk: (socket: Socket) => void, bodyBytes = 1_000_000) {
  const sockets = new Set<Socket>();
  const worker = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => talk(socket));
  });
  await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve));
  const { port } = worker.address() as AddressInfo;
  const server = createServer(
    createListener({
      guard: () => undefined,
      log: logTo(undefined),
      fallback: () => undefined,
      findRoute: createRouter([
        {
          method: '*',
          path: '/*',
          summary: 'everything',
          handle: async (call) => {
            await forward(call, { port, target: '/', bodyBytes });
            return undefined;
          },
        },
      ]),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    worker.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

describe('what a worker answers that is no answer', () => {
  test.each([
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
    ['says 101 and no protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['has the status 000', 'HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n'],
    ['has the status 099', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'],
    ['has the status 600', 'HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n'],
    ['has the status 999', 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'],
    ['has four digits of status', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'],
    ['is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'has a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na',
    ],
    ['has a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['ends within its headers', 'HTTP/1.1 200 OK\r\nContent-Ty'],
    ['has interim answers without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)],
    [
      'has headers without end',
      `HTTP/1.1 200 OK\r\n${'X-Long: xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n'.repeat(4_000)}`,
    ],
  ])('an answer that %s is a 502', async (_what, bytes) => {
    // Headers that are not ended are not ended by the connection either, except where that is the point.
    const ends = /SSH|Content-Ty$/.test(bytes);
    const { url, sockets } = await useOddWorker((socket) => (ends ? socket.end(bytes) : socket.write(bytes)));
    const response = await fetch(url);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: {
        code: 'WORKER_UNREACHABLE',
        message: expect.stringContaining('no response that can be passed on'),
      },
    });
    // The worker's connection is not kept.
    await until('it is closed', () => sockets.size === 0);
  });

  test('headers that drip are not waited for', async () => {
    const { url } = await useOddWorker((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const asked = fetch(url);
    let isOver = false;
    void asked.finally(() => {
      isOver = true;
    });
    await until('it is refused', async () => {
      vi.advanceTimersByTime(500);
      return isOver;
    });
    expect((await asked).status).toBe(502);
  });

  test('a body that breaks off breaks off', async () => {
    const { url } = await useOddWorker((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
    );
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  test('what comes after the body is no one’s answer', async () => {
    const { url } = await useOddWorker((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\nmore'),
    );
    expect(await (await fetch(url)).text()).toBe('abc');
  });
});

test('a body that is too long, sent after the worker has answered, breaks the exchange off', async () => {
  const { url, sockets } = await useOddWorker(
    (socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n'),
    1_000,
  );
  const sent = request(url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
  sent.on('error', () => undefined);
  sent.write('x');
  const [response] = await once(sent, 'response');
  response.on('error', () => undefined);
  response.resume();
  sent.write('x'.repeat(2_000));
  await new Promise((resolve) => response.once('close', resolve));
  await until('the worker sees it', () => sockets.size === 0);
  expect(response.complete).toBe(false);
});
