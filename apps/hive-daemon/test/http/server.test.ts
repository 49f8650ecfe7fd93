import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { close, createLimitedServer, listen } from '../../src/http/server.js';

test('who sends its headers byte by byte is sent away, and holds no one up', {
  timeout: 15_000,
}, async () => {
  const server = createLimitedServer(10);
  onTestFinished(() => close(server));
  expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 5_000 });
  server.headersTimeout = 300;
  server.on('request', (_request, response) => response.end('served'));
  const port = await listen(server, '127.0.0.1', 0);

  const slow = connect(port, '127.0.0.1');
  let answer = '';
  slow.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk;
  });
  slow.on('error', () => undefined);
  const closed = new Promise((resolve) => slow.on('close', resolve));
  slow.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const trickle = setInterval(() => slow.write('a'), 50);
  onTestFinished(() => clearInterval(trickle));

  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('served');
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).not.toContain('served');
});
