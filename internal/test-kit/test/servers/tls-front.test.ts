import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startHttpServer, startTlsFront } from '../../src/index.js';

test('a TLS front is trusted by clients that have its authority, and by no one else', async () => {
  const plain = await startHttpServer({ '/a': { type: 'body', body: 'hello' } });
  const front = await startTlsFront(plain.url);
  await expect(fetch(`${front.url}/a`)).rejects.toThrow();
  const body = await new Promise((resolve, reject) => {
    get(`${front.url}/a`, { ca: front.authority }, (answer) => resolve(text(answer))).on('error', reject);
  });
  expect(body).toBe('hello');
});
