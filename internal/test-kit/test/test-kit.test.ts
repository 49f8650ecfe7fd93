import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import {
  createGitRepository,
  listTree,
  processesMentioning,
  readmeExamples,
  rejectionOf,
  startGitServer,
  startHttpServer,
  startTlsFront,
  useTempDir,
} from '../src/index.js';

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

test('a TLS front is trusted by whom its authority is given, and by nobody else', async () => {
  const plain = await startHttpServer({ '/a': { type: 'body', body: 'hello' } });
  const front = await startTlsFront(plain.url);
  await expect(fetch(`${front.url}/a`)).rejects.toThrow();
  const body = await new Promise((resolve, reject) => {
    get(`${front.url}/a`, { ca: front.authority }, (answer) => resolve(text(answer))).on('error', reject);
  });
  expect(body).toBe('hello');
});

test('a repository is served over smart HTTP', async () => {
  const root = await useTempDir();
  const repository = await createGitRepository(path.join(root, 'tool'));
  const commit = await repository.commit({ 'bin/run*': '#!/bin/sh\n', README: 'hi\n' });
  const server = await startGitServer(root);
  expect(await repository.git('ls-remote', `${server.url}/tool`, 'refs/heads/main')).toBe(
    `${commit}\trefs/heads/main`,
  );
  expect(await repository.git('ls-tree', 'HEAD', 'bin/run')).toMatch(/^100755 /);
});

test('rejectionOf fails on a fulfilled promise', async () => {
  expect(await rejectionOf(Promise.reject('why'))).toBe('why');
  await expect(rejectionOf(Promise.resolve(1))).rejects.toThrow('Expected a rejection');
});

test('readme examples come with their title and output', async () => {
  const folder = await useTempDir();
  const readme = path.join(folder, 'README.md');
  await writeFile(
    readme,
    '# One\n\n```ts\nconsole.log(1);\n```\n\n```text\n1\n```\n\n## Two\n\n```ts\nx();\n```\n',
  );
  expect(readmeExamples(readme)).toEqual([
    { title: 'One', code: 'console.log(1);\n', output: '1\n' },
    { title: 'Two', code: 'x();\n', output: undefined },
  ]);
  expect(await listTree(folder)).toEqual(['README.md']);
  expect(await readFile(readme, 'utf8')).toContain('# One');
});

test('a running process is found by its command line', () => {
  expect(processesMentioning('node').length + processesMentioning('vitest').length).toBeGreaterThan(0);
  expect(processesMentioning('no-process-has-this-name')).toEqual([]);
});
