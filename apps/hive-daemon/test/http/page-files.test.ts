import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { AUTHORIZATION, useDaemon } from '../support.js';

async function usePage() {
  const pageDir = await useTempDir();
  await mkdir(path.join(pageDir, 'assets'));
  await writeFile(path.join(pageDir, 'index.html'), '<!doctype html>');
  await writeFile(path.join(pageDir, 'assets/page-abc.js'), 'page');
  await writeFile(path.join(pageDir, 'icon.svg'), '<svg/>');
  return useDaemon({ pageDir });
}

test('the page’s files come with their types, and may be kept as long as they are the same', async () => {
  const { url } = await usePage();
  const look = async (target: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${target}`, { headers });
    return [
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
      await response.text(),
    ];
  };
  expect(await look('/')).toEqual([200, 'text/html; charset=utf-8', 'no-cache', '<!doctype html>']);
  expect(await look('/assets/page-abc.js')).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
    'page',
  ]);
  expect(await look('/icon.svg?x=1')).toEqual([200, 'image/svg+xml', 'no-cache', '<svg/>']);
  const etag = (await fetch(url)).headers.get('etag') ?? '';
  expect((await look('/', { 'if-none-match': etag }))[0]).toBe(304);
  expect((await look('/', { 'if-none-match': '"other"' }))[0]).toBe(200);
});

test('the page’s own paths lead to it, and no others', async () => {
  const { url } = await usePage();
  const status = async (target: string, method = 'GET') =>
    (await fetch(`${url}${target}`, { method, headers: AUTHORIZATION })).status;
  expect([await status('/workers/llm-worker-rbee-cpu'), await status('/jobs')]).toEqual([200, 200]);
  expect([await status('/assets/gone.js'), await status('/v1/nothing'), await status('/health/x')]).toEqual([
    404, 404, 404,
  ]);
  expect([await status('/', 'HEAD'), await status('/', 'POST')]).toEqual([200, 405]);
});

test('a folder without a page is told at the start', async () => {
  const pageDir = await useTempDir();
  expect(await rejectionOf(useDaemon({ pageDir }))).toMatchObject({
    code: 'OPTION_INVALID',
    message: `The page's folder ${pageDir} cannot be served: it has no index.html.`,
  });
});
