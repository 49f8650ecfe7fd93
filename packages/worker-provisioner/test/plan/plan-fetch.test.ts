import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseSource } from '@rbee/pkgbuild-parser';
import { fetchSources } from '@rbee/source-fetcher';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { planFetches } from '../../src/plan/plan-fetch.js';

const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const NO_CACHE = { sourceCacheDir: '/nonexistent/cache' };

function requestOf(entry: string, sha256 = 'SKIP') {
  return { source: parseSource(entry), checksums: { sha256 }, noExtract: false };
}

async function planOne(entry: string, sum: string, cache = NO_CACHE) {
  const { sources } = await planFetches([requestOf(entry, sum)], cache);
  return sources[0];
}

test.each([
  ['git+https://host/a.git#branch=main', 'SKIP', true],
  ['git+https://host/a.git', 'SKIP', true],
  ['git+https://host/a.git#tag=v1', 'SKIP', false],
  ['git+https://host/a.git#commit=abcd', 'SKIP', false],
  ['hg+https://host/a#revision=3', 'SKIP', false],
  ['https://host/a.tar.gz', 'SKIP', true],
  ['https://host/a.tar.gz', 'a'.repeat(64), false],
  ['a.patch', 'SKIP', false],
])('%s with %s may move: %s', async (entry, sum, mayMove) => {
  expect({ mayMove: false, ...(await planOne(entry, sum)) }).toMatchObject({
    mayMove,
    verified: sum === 'SKIP' ? 'skipped' : 'checksum',
    cached: { state: 'nothing' },
  });
});

test('shows no password, not even of what is refused', async () => {
  const { sources, refusal } = await planFetches([requestOf('https://me:secret@host/a')], NO_CACHE);
  expect(sources).toHaveLength(1);
  expect(JSON.stringify([sources, refusal])).not.toContain('secret');
});

test('says what is in the cache, without making one', async () => {
  const root = await useTempDir();
  const sourceCacheDir = path.join(root, 'cache');
  const { url } = await startHttpServer({ '/abc': { type: 'body', body: 'abc' } });
  expect(await planOne(`${url}/abc`, SHA256_OF_ABC, { sourceCacheDir })).toMatchObject({
    cached: { state: 'nothing' },
  });
  expect(existsSync(sourceCacheDir)).toBe(false);
  for (const name of ['cache', 'src']) await mkdir(path.join(root, name));
  await fetchSources([requestOf(`${url}/abc`, SHA256_OF_ABC)], {
    startDir: root,
    srcDir: path.join(root, 'src'),
    cacheDir: sourceCacheDir,
  });
  expect(await planOne(`${url}/abc`, SHA256_OF_ABC, { sourceCacheDir })).toMatchObject({
    cached: { state: 'whole', bytes: 3 },
  });
});

test('reports a source that fetching would refuse', async () => {
  const requests = [requestOf('https://host/a'), requestOf('https://other/a')];
  expect(await planFetches(requests, NO_CACHE)).toMatchObject({
    sources: [{ name: 'a' }, { name: 'a' }],
    refusal: { code: 'INVALID_SOURCE', message: expect.stringContaining("'a'") },
  });
});

test('heeds the signal', async () => {
  const call = { ...NO_CACHE, signal: AbortSignal.abort('enough') };
  expect(await rejectionOf(planFetches([requestOf('https://host/a')], call))).toBe('enough');
});
