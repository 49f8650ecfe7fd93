import { expect, test } from 'vitest';
import { startHttpServer } from '../../src/index.js';

test('the http server answers its routes and remembers the requests', async () => {
  const server = await startHttpServer({
    '/a': { type: 'body', body: 'hello' },
    '/b': { type: 'redirect', to: '/a' },
    '/cut': { type: 'cut', head: 'abc', announced: 10 },
  });
  expect(await (await fetch(`${server.url}/b`)).text()).toBe('hello');
  expect((await fetch(`${server.url}/none`)).status).toBe(404);
  await expect(fetch(`${server.url}/cut`).then((response) => response.text())).rejects.toThrow();
  expect(server.requests.map((request) => request.path)).toEqual(['/b', '/a', '/none', '/cut']);
});
