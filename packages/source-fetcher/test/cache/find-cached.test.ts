import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer, startHttpServer } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { fetchSources, openSourceCache, type SourceRequest } from '../../src/index.js';
import { serve, startOrigin } from '../support/origin-server.js';
import { hexDigest, request, useWorkspace } from '../support/workspace.js';

const BODY = 'some content';
const SHA256 = hexDigest('sha256', BODY);

async function findOne(cacheDir: string, asked: SourceRequest) {
  const [found] = await openSourceCache(cacheDir).find([asked]);
  return found;
}

test('finds nothing in a cache that does not exist, for any kind of source', async () => {
  const { root } = await useWorkspace();
  const entries = [
    'a.patch',
    'file:///a',
    'https://h/b',
    'ftp://h/c',
    'git+https://h/d.git',
    'hg+https://h/e',
  ];
  const found = await openSourceCache(path.join(root, 'none')).find(entries.map((entry) => request(entry)));
  expect(found).toEqual(entries.map(() => ({ state: 'nothing' })));
  expect(await readdir(root)).not.toContain('none');
});

test('finds a download by any of its checksums, whatever its address', async () => {
  const workspace = await useWorkspace();
  const { url, requests } = await startHttpServer({ '/a': { type: 'body', body: BODY } });
  const checksums = { sha256: SHA256, md5: hexDigest('md5', BODY) };
  await fetchSources([request(`${url}/a`, { checksums })], workspace);
  const whole = { state: 'whole', bytes: BODY.length };
  for (const sums of [{ sha256: SHA256.toUpperCase() }, { md5: checksums.md5 }])
    expect(await findOne(workspace.cacheDir, request('https://elsewhere/x', { checksums: sums }))).toEqual(
      whole,
    );
  const other = { sha256: hexDigest('sha256', 'other') };
  expect(await findOne(workspace.cacheDir, request(`${url}/a`, { checksums: other }))).toEqual({
    state: 'nothing',
  });
  expect(requests).toHaveLength(1);
});

test('calls earlier what no checksum proves, as long as it is there', async () => {
  const workspace = await useWorkspace();
  const { url } = await startHttpServer({ '/a': { type: 'body', body: BODY } });
  const asked = request(`${url}/a`);
  await fetchSources([asked], workspace);
  expect(await findOne(workspace.cacheDir, asked)).toEqual({ state: 'earlier', bytes: BODY.length });
  await rm(path.join(workspace.cacheDir, 'v1/objects'), { recursive: true });
  expect(await findOne(workspace.cacheDir, asked)).toEqual({ state: 'nothing' });
});

test('says how much there is of a download that broke off', async () => {
  const workspace = await useWorkspace();
  const body = Buffer.alloc(1_000_000, 'x');
  const origin = await startOrigin((asked, response, count) =>
    serve(asked, response, { body, etag: '"e"', cutAfter: count === 1 ? 40_000 : undefined }),
  );
  const asked = request(`${origin.url}/a`, { checksums: { sha256: hexDigest('sha256', body) } });
  expect(await rejectionOf(fetchSources([asked], { ...workspace, retry: { attempts: 1 } }))).toMatchObject({
    code: 'UNREACHABLE',
  });
  expect(await findOne(workspace.cacheDir, asked)).toEqual({ state: 'part', bytes: 40_000 });
  await fetchSources([asked], workspace);
  expect(await findOne(workspace.cacheDir, asked)).toEqual({ state: 'whole', bytes: body.length });
});

test('knows the repositories whose remote was fetched', async () => {
  const workspace = await useWorkspace();
  const remote = await createGitRepository(path.join(workspace.root, 'remote/repo.git'));
  await remote.commit({ file: 'content' });
  const { url } = await startGitServer(path.join(workspace.root, 'remote'));
  const asked = request(`git+${url}/repo.git`);
  expect(await findOne(workspace.cacheDir, asked)).toEqual({ state: 'nothing' });
  await fetchSources([asked], workspace);
  expect(await findOne(workspace.cacheDir, asked)).toEqual({ state: 'earlier' });
  expect(await findOne(workspace.cacheDir, request(`git+${url}/other.git`))).toEqual({ state: 'nothing' });
});

test('refuses what fetching would refuse at once, and heeds the signal', async () => {
  const { cacheDir } = await useWorkspace();
  const cache = openSourceCache(cacheDir);
  expect(await rejectionOf(cache.find([request('gopher://h/a')]))).toMatchObject({
    code: 'UNSUPPORTED_PROTOCOL',
  });
  expect(await rejectionOf(cache.find([request('https://h/a'), request('https://i/a')]))).toMatchObject({
    code: 'INVALID_SOURCE',
  });
  const signal = AbortSignal.abort('enough');
  expect(await rejectionOf(cache.find([request('https://h/a')], { signal }))).toBe('enough');
});
