import {
  appendFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { newOwnedName } from '@rbee-internal/system/files';
import { ownIdentity } from '@rbee-internal/system/process';
import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { cacheLayout, objectPath } from '../../src/cache/layout.js';
import { isLocked, withLock } from '../../src/cache/lock.js';
import { createOwner, isOwnerAlive } from '../../src/cache/owner.js';
import { claimPartial } from '../../src/cache/partial.js';
import { beginUse, objectsInUse } from '../../src/cache/uses.js';
import { asFileSystemError } from '../../src/file-system-error.js';
import { fetchSources, openSourceCache } from '../../src/index.js';
import { downloadsIn, hexDigest, request, useWorkspace, type Workspace } from '../support/workspace.js';

const NOBODY = '999999999-1-0123456789ab';

async function useFilled(names: readonly string[]) {
  const workspace = await useWorkspace();
  const { url, requests } = await startHttpServer(
    Object.fromEntries(names.map((name) => [`/${name}`, { type: 'body', body: name.repeat(10) }])),
  );
  const asked = names.map((name) => request(`${url}/${name}`, { checksums: { sha256: sha(name) } }));
  await fetchSources(asked, workspace);
  return { workspace, asked, requests, cache: openSourceCache(workspace.cacheDir) };
}

function sha(name: string): string {
  return hexDigest('sha256', name.repeat(10));
}

function pathOf({ cacheDir }: Workspace, name: string): string {
  return objectPath(cacheLayout(cacheDir), sha(name));
}

async function age(file: string, days: number): Promise<void> {
  const then = new Date(Date.now() - days * 86_400_000);
  await utimes(file, then, then);
}

describe('what the cache holds', () => {
  test('is found by any of its digests, wherever it is to come from', async () => {
    const { workspace, requests } = await useFilled(['a']);
    const body = 'a'.repeat(10);
    const checksums = { sha256: sha('a'), b2: hexDigest('blake2b512', body) };
    const { url } = await startHttpServer({ '/a': { type: 'body', body } });
    await fetchSources([request(`${url}/a`, { checksums })], workspace);
    await fetchSources([request('https://nowhere.invalid/x', { checksums })], workspace);
    expect(requests).toHaveLength(1);
  });

  test('is found by its other digests when the first was never computed', async () => {
    const workspace = await useWorkspace();
    const body = 'a'.repeat(10);
    const { url, requests } = await startHttpServer({ '/a': { type: 'body', body } });
    const b2 = hexDigest('blake2b512', body);
    await fetchSources([request(`${url}/a`, { checksums: { b2 } })], workspace);
    const both = { md5: hexDigest('md5', body), b2 };
    await fetchSources([request('https://nowhere.invalid/a', { checksums: both })], workspace);
    expect(requests).toHaveLength(1);
  });

  test('is read again before it is used, and fetched again when it changed', async () => {
    const { workspace, asked, requests } = await useFilled(['a']);
    await appendFile(pathOf(workspace, 'a'), 'rot');
    await fetchSources(asked, workspace);
    expect(requests).toHaveLength(2);
    expect(await downloadsIn(workspace.cacheDir)).toEqual([sha('a')]);
  });

  test('with SKIP is no longer there when it changed, whichever server is asked', async () => {
    const workspace = await useWorkspace();
    const { url } = await startHttpServer({
      '/a': ({ headers }) =>
        headers['if-none-match'] === '"e"'
          ? { type: 'body', status: 304, body: '' }
          : { type: 'body', body: 'a'.repeat(10), headers: { etag: '"e"' } },
    });
    await fetchSources([request(`${url}/a`)], workspace);
    await appendFile(pathOf(workspace, 'a'), 'rot');
    await fetchSources([request(`${url}/a`)], workspace);
    expect(await readFile(path.join(workspace.srcDir, 'a'), 'utf8')).toBe('a'.repeat(10));
    await appendFile(pathOf(workspace, 'a'), 'rot');
    const offline = fetchSources([request(`${url}/a`)], { ...workspace, offline: true });
    expect(await rejectionOf(offline)).toMatchObject({ code: 'OFFLINE' });
    expect(await downloadsIn(workspace.cacheDir)).toEqual([]);
  });

  test('with SKIP is used when the server says that it did not change', async () => {
    const workspace = await useWorkspace();
    const { url, requests } = await startHttpServer({
      '/f': ({ headers }) =>
        headers['if-none-match'] === '"e"'
          ? { type: 'body', status: 304, body: '' }
          : { type: 'body', body: 'content', headers: { etag: '"e"' } },
    });
    await fetchSources([request(`${url}/f`)], workspace);
    expect(await fetchSources([request(`${url}/f`)], workspace)).toMatchObject([
      { digest: `sha256:${hexDigest('sha256', 'content')}` },
    ]);
    await rm(objectPath(cacheLayout(workspace.cacheDir), hexDigest('sha256', 'content')));
    await fetchSources([request(`${url}/f`)], workspace);
    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"e"',
      '"e"',
      undefined,
    ]);
  });
});

describe('verify', () => {
  test('removes what changed on disk and nothing else', async () => {
    const { workspace, cache } = await useFilled(['a', 'b']);
    expect(await cache.verify()).toEqual({ checked: 2, removed: [] });
    await appendFile(pathOf(workspace, 'a'), 'rot');
    expect(await cache.verify()).toEqual({ checked: 2, removed: [pathOf(workspace, 'a')] });
    expect(await downloadsIn(workspace.cacheDir)).toEqual([sha('b')]);
  });

  test('stops when it is cancelled', async () => {
    const { cache } = await useFilled(['a']);
    expect(await rejectionOf(cache.verify({ signal: AbortSignal.abort('enough') }))).toBe('enough');
  });
});

describe('prune', () => {
  test('removes by age, since a source folder needs nothing of the cache any more', async () => {
    const { workspace, cache } = await useFilled(['a', 'b', 'c']);
    for (const name of ['a', 'b']) await age(pathOf(workspace, name), 10);
    const day = 86_400_000;
    const removed = [pathOf(workspace, 'a'), pathOf(workspace, 'b')].sort();
    const pruned = await cache.prune({ maxAgeMilliseconds: day, dryRun: true });
    expect({ ...pruned, removed: [...pruned.removed].sort() }).toEqual({
      removed,
      freedBytes: 20,
      keptBytes: 10,
    });
    expect(await cache.prune({ maxAgeMilliseconds: day })).toEqual(pruned);
    expect(await downloadsIn(workspace.cacheDir)).toEqual([sha('c')]);
    expect(await readFile(path.join(workspace.srcDir, 'a'), 'utf8')).toBe('a'.repeat(10));
  });

  test('removes by size, the longest unused first', async () => {
    const { workspace, cache } = await useFilled(['a', 'b', 'c']);
    await rm(workspace.srcDir, { recursive: true });
    for (const [index, name] of ['b', 'c', 'a'].entries()) await age(pathOf(workspace, name), 10 - index);
    expect(await cache.prune({ maxBytes: 15 })).toEqual({
      removed: [pathOf(workspace, 'b'), pathOf(workspace, 'c')],
      freedBytes: 20,
      keptBytes: 10,
    });
  });

  test('does not touch what a running call has claimed', async () => {
    const { workspace, cache } = await useFilled(['a']);
    await rm(workspace.srcDir, { recursive: true });
    const use = await beginUse(cacheLayout(workspace.cacheDir));
    await use.add(pathOf(workspace, 'a'));
    await age(pathOf(workspace, 'a'), 10);
    expect(await cache.prune({ maxBytes: 0 })).toMatchObject({ removed: [] });
    await use.end();
    expect(await cache.prune({ maxBytes: 0 })).toMatchObject({ removed: [pathOf(workspace, 'a')] });
  });

  test('what a killed call had claimed is free, and its record goes', async () => {
    const { workspace, cache } = await useFilled(['a']);
    const layout = cacheLayout(workspace.cacheDir);
    await mkdir(layout.uses, { recursive: true });
    const record = { owner: NOBODY, objects: [pathOf(workspace, 'a')] };
    await writeFile(path.join(layout.uses, 'killed.json'), JSON.stringify(record));
    for (const [index, text] of ['', 'null', '{"owner":1}', '{"objects":[1]}'].entries())
      await writeFile(path.join(layout.uses, `broken${index}.json`), text);
    expect(await objectsInUse(layout)).toEqual(new Set());
    expect(await readdir(layout.uses)).toEqual([]);
    await age(pathOf(workspace, 'a'), 10);
    expect(await cache.prune({ maxBytes: 0 })).toMatchObject({ removed: [pathOf(workspace, 'a')] });
  });

  test('a partial download goes only when no process works on it', async () => {
    const workspace = await useWorkspace();
    const layout = cacheLayout(workspace.cacheDir);
    const cache = openSourceCache(workspace.cacheDir);
    const partial = await claimPartial('key', layout);
    await partial.restart({ header: 'etag', value: '"e"' });
    await appendFile(partial.file, 'x');
    expect(await cache.prune({ maxBytes: 0 })).toMatchObject({ removed: [] });
    await partial.keep();
    expect((await cache.usage()).partials.count).toBe(1);
    expect(await cache.prune({ maxBytes: 0 })).toMatchObject({
      removed: [path.join(layout.partials, 'key')],
    });
  });
});

describe('a partial download', () => {
  test('that a process works on is left to it', async () => {
    const { cacheDir } = await useWorkspace();
    const first = await claimPartial('key', cacheLayout(cacheDir));
    await first.restart(undefined);
    const second = await claimPartial('key', cacheLayout(cacheDir));
    expect(second.file).not.toBe(first.file);
    await appendFile(first.file, 'still there');
    expect([await first.size(), await second.size()]).toEqual([11, 0]);
  });

  test('that is begun again forgets what the old one could be resumed by', async () => {
    const { cacheDir } = await useWorkspace();
    const partial = await claimPartial('key', cacheLayout(cacheDir));
    const validator = { header: 'etag', value: '"old"' } as const;
    await partial.restart(validator);
    expect(await partial.validator()).toEqual(validator);
    await partial.restart(undefined);
    expect(await partial.validator()).toBeUndefined();
  });
});

test.each(['verify', 'prune', 'usage'] as const)('%s ends when it is cancelled', async (method) => {
  const { cacheDir } = await useWorkspace();
  const cache = openSourceCache(cacheDir);
  expect(await rejectionOf(cache[method]({ signal: AbortSignal.abort('enough') }))).toBe('enough');
});

test('usage lists what there is, and a cache that is not there is empty', async () => {
  const { cache } = await useFilled(['a', 'b']);
  const nothing = { count: 0, bytes: 0 };
  expect(await cache.usage()).toEqual({
    downloads: { count: 2, bytes: 20 },
    repositories: nothing,
    partials: nothing,
  });
  const none = openSourceCache('/nonexistent');
  expect(await none.usage()).toEqual({ downloads: nothing, repositories: nothing, partials: nothing });
});

describe('a lock', () => {
  const { signal } = new AbortController();
  const lockIn = (cacheDir: string) => ({ cache: cacheLayout(cacheDir), key: 'k', signal });

  test('of a process that is gone is taken over', async () => {
    const { cacheDir } = await useWorkspace();
    const lock = lockIn(cacheDir);
    expect(await withLock(lock, async () => isLocked(lock))).toBe(true);
    await mkdir(lock.cache.locks, { recursive: true });
    const dead = { ...(await ownIdentity()), pid: 999_999_999, subject: 's', machine: 'm', since: 'then' };
    await writeFile(path.join(lock.cache.locks, 'k'), JSON.stringify(dead));
    expect(await isLocked(lock)).toBe(false);
    expect(await withLock(lock, async () => isLocked(lock))).toBe(true);
    expect(await isLocked(lock)).toBe(false);
    expect(await readdir(lock.cache.locks)).toEqual([]);
  });

  test('lets one in at a time, and one who waits can be cancelled', async () => {
    const { cacheDir } = await useWorkspace();
    const lock = lockIn(cacheDir);
    let inside = 0;
    const enter = () =>
      withLock(lock, async () => {
        inside += 1;
        const seen = inside;
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
        return seen;
      });
    expect(await Promise.all([enter(), enter(), enter()])).toEqual([1, 1, 1]);
    const controller = new AbortController();
    await withLock(lock, async () => {
      const waiting = rejectionOf(withLock({ ...lock, signal: controller.signal }, async () => undefined));
      controller.abort('gone');
      expect(await waiting).toBe('gone');
    });
  });

  test('an owner is known by process and start', async () => {
    const owner = await createOwner();
    expect(await isOwnerAlive(owner)).toBe(true);
    expect(await isOwnerAlive(NOBODY)).toBe(false);
    expect(await isOwnerAlive('nonsense')).toBe(false);
    // The same process id, but another process.
    const earlier = newOwnedName({ ...(await ownIdentity()), start: '1' });
    if (process.platform === 'linux') expect(await isOwnerAlive(earlier)).toBe(false);
  });
});

describe('a full disk', () => {
  test('is said before the first byte when the server tells the size', async () => {
    const workspace = await useWorkspace();
    const fetch = async () => new Response('x', { headers: { 'content-length': String(2 ** 52) } });
    const options = { ...workspace, fetch, limits: { downloadBytes: 2 ** 53 } };
    expect(await rejectionOf(fetchSources([request('https://h/f')], options))).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(
        /^The download has 4503599627370496 bytes, but the disk of '.*' has only \d+ left\.$/,
      ),
    });
    expect(await downloadsIn(workspace.cacheDir)).toEqual([]);
  });

  test('has its own code', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(asFileSystemError(full)).toMatchObject({ code: 'DISK_FULL', cause: full });
  });
});

test('a file that is not a file, and a name that is not a digest, never become a path', async () => {
  const workspace = await useWorkspace();
  await mkdir(path.join(workspace.root, 'elsewhere'));
  await symlink('../elsewhere', path.join(workspace.startDir, 'f'));
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'x' } });
  await fetchSources([request(`${url}/f`, { checksums: { sha256: hexDigest('sha256', 'x') } })], workspace);
  expect((await lstat(path.join(workspace.srcDir, 'f'))).isFile()).toBe(true);
  expect(() => objectPath(cacheLayout('/c'), '../../etc')).toThrow(TypeError);
});
