import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type FetchSourcesOptions, fetchSources } from '../../../src/index.js';
import { type LfsServerInit, oidOf, pointerOf, startLfsServer } from '../../support/lfs-server.js';
import { request, useWorkspace } from '../../support/workspace.js';

const ATTRIBUTES = { '.gitattributes': '*.gguf filter=lfs diff=lfs merge=lfs -text\n' };
const NO_WAIT = { retry: { baseMilliseconds: 1, maxMilliseconds: 1 } };

/** A repository whose server has the contents; `fetch` fetches it into a fresh source folder. */
async function useLfs(files: Readonly<Record<string, string>>, init: Partial<LfsServerInit> = {}) {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
  await repository.commit({ ...ATTRIBUTES, ...files });
  const git = await startGitServer(path.join(workspace.root, 'remote'));
  const lfs = await startLfsServer({ contents: [], git: git.url, ...init });
  const fetch = (options: Partial<FetchSourcesOptions> = {}) =>
    fetchSources([request(`git+${lfs.url}/tool.git`)], { ...workspace, ...NO_WAIT, ...options });
  const file = (name: string) => readFile(path.join(workspace.srcDir, 'tool', name), 'utf8');
  const events = () => workspace.events.filter(({ type }) => type.startsWith('lfs-'));
  return { workspace, lfs, fetch, file, events };
}

describe.each(['embedded', 'system'] as const)('content that Git LFS keeps, by the %s git,', (git) => {
  test('is put in place of its pointers, verified, and git calls nothing changed', async () => {
    const large = 'weights'.repeat(100_000);
    const files = {
      'models/a.gguf': pointerOf(large),
      'b.gguf': pointerOf('b'),
      'same.gguf': pointerOf('b'),
    };
    const { workspace, lfs, fetch, file, events } = await useLfs(files, { contents: [large, 'b'] });
    await fetch({ git });
    expect([await file('models/a.gguf'), await file('b.gguf'), await file('same.gguf')]).toEqual([
      large,
      'b',
      'b',
    ]);
    expect(events()).toEqual([{ type: 'lfs-fetched', name: 'tool', count: 3, bytes: 700_002 }]);
    expect(lfs.batches).toMatchObject([{ operation: 'download', transfers: ['basic'], hash_algo: 'sha256' }]);
    const status = [
      '-c',
      'safe.directory=*',
      '-C',
      path.join(workspace.srcDir, 'tool'),
      'status',
      '--porcelain',
    ];
    expect(execFileSync('git', status, { encoding: 'utf8' })).toBe('');
  });
});

test('what is in the cache needs no server', async () => {
  const { lfs, fetch, file, workspace } = await useLfs({ 'a.gguf': pointerOf('a') }, { contents: ['a'] });
  const [first] = await fetch();
  const asked = lfs.requests.length;
  const again = request(`git+${lfs.url}/tool.git#commit=${first?.commit}`);
  await fetchSources([again], { ...workspace, offline: true });
  expect(await file('a.gguf')).toBe('a');
  expect(lfs.requests.length).toBe(asked);
});

test('what the server does not have stays a pointer, and is named with the reason', async () => {
  const files = { 'a.gguf': pointerOf('a'), 'b.gguf': pointerOf('b') };
  const { fetch, file, events } = await useLfs(files, { contents: ['a'] });
  await fetch();
  expect([await file('a.gguf'), await file('b.gguf')]).toEqual(['a', files['b.gguf']]);
  expect(events()).toEqual([
    { type: 'lfs-fetched', name: 'tool', count: 1, bytes: 1 },
    {
      ...{ type: 'lfs-pointers', name: 'tool', count: 1, bytes: 1, paths: ['b.gguf'] },
      reason: 'it has no such object (404: Object does not exist)',
    },
  ]);
});

test.each([
  ['has no batch API', { batch: () => ({ status: 404, body: 'no' }) }, /answered with status 404/],
  [
    'wants a sign-in',
    { batch: () => ({ status: 401, body: '{"message":"x"}' }) },
    /answered with status 401/,
  ],
  ['breaks each time', { batch: () => ({ status: 503, body: '' }) }, /answered with status 503/],
  [
    'answers in another form',
    { batch: () => ({ body: '{"objects":1}' }) },
    /does not answer as a Git LFS server/,
  ],
  [
    'answers with a transfer that was not offered',
    { batch: () => ({ body: '{"transfer":"tus","objects":[]}' }) },
    /does not answer/,
  ],
  ['says nothing of it', { batch: () => ({ body: '{"objects":[]}' }) }, /says nothing of it/],
  ['answers without end', { batch: () => ({ body: '9'.repeat(5_000_000) }) }, /larger than/],
  ['names a file of this machine', { batch: placeAt('file:///etc/passwd') }, /file:/],
  [
    'names an address with a password',
    { batch: placeAt('http://me:secret@127.0.0.1:9/x') },
    /carries a user name or password/,
  ],
] as const)('a server that %s leaves the pointers', async (_title, init, reason) => {
  const { fetch, file, events } = await useLfs({ 'a.gguf': pointerOf('a') }, init);
  await fetch();
  expect(await file('a.gguf')).toBe(pointerOf('a'));
  expect(events()).toMatchObject([{ type: 'lfs-pointers', reason: expect.stringMatching(reason) }]);
  expect(JSON.stringify(events())).not.toContain('secret');
});

function placeAt(href: string) {
  const objects = [{ oid: oidOf('a'), actions: { download: { href } } }];
  return () => ({ body: JSON.stringify({ objects }) });
}

test('other bytes than the pointer says are an error, and are not kept', async () => {
  const { fetch, workspace } = await useLfs(
    { 'a.gguf': pointerOf('a') },
    { contents: ['a'], object: (_oid, response) => response.end('b') },
  );
  expect(await rejectionOf(fetch())).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  expect(await readdir(workspace.srcDir)).toEqual([]);
});

test('more bytes than the pointer says are not received, and another size is an error', async () => {
  const endless = await useLfs(
    { 'a.gguf': pointerOf('a') },
    { contents: ['a'], object: (_oid, response) => response.end('a'.repeat(1_000_000)) },
  );
  await endless.fetch();
  expect(endless.events()).toMatchObject([{ reason: expect.stringContaining('larger than 1 bytes') }]);
  const wrong = await useLfs({ 'a.gguf': pointerOf('abc', 5) }, { contents: ['abc'] });
  expect(await rejectionOf(wrong.fetch())).toMatchObject({
    code: 'CHECKSUM_MISMATCH',
    message: /3 bytes.*says 5/,
  });
});

test('what stands for more than the limit is not asked for', async () => {
  const { lfs, fetch, events } = await useLfs({ 'a.gguf': pointerOf('a', 10 ** 12) }, { contents: ['a'] });
  await fetch({ limits: { unpackedBytes: 10 ** 9 } });
  expect(events()).toMatchObject([{ reason: expect.stringContaining('limits.unpackedBytes') }]);
  expect(lfs.requests).toEqual([]);
});

test('credentials go to the origin that they are for; what the server says to send, to the origin that it names', async () => {
  const store = await startLfsServer({ contents: ['a'], git: 'http://127.0.0.1:9' });
  const { lfs, fetch, file } = await useLfs(
    { 'a.gguf': pointerOf('a') },
    {
      contents: ['a'],
      objectsAt: store.url,
      header: { Authorization: 'RemoteAuth 1', Host: 'evil', Range: 'bytes=0-' },
    },
  );
  const tokens = { [lfs.url]: 'of-the-git-server' };
  await fetch({ credentials: { tokens }, git: 'embedded' });
  expect(await file('a.gguf')).toBe('a');
  expect(lfs.requests[0]?.headers.authorization).toBe('Bearer of-the-git-server');
  expect(store.requests[0]?.headers).toMatchObject({
    authorization: 'RemoteAuth 1',
    host: new URL(store.url).host,
  });
  expect(store.requests[0]?.headers).not.toHaveProperty('range');
});

test('a redirect to another origin gets neither', async () => {
  const far = await startLfsServer({ contents: ['a'], git: 'http://127.0.0.1:9' });
  const location = `${far.url}/objects/${oidOf('a')}?x`;
  const { lfs, fetch, file } = await useLfs(
    { 'a.gguf': pointerOf('a') },
    {
      contents: ['a'],
      header: { Authorization: 'RemoteAuth 1' },
      object: (_oid, response) => response.writeHead(307, { location }).end(),
    },
  );
  await fetch({ credentials: { tokens: { [lfs.url]: 'of-the-git-server' } }, git: 'embedded' });
  expect(await file('a.gguf')).toBe('a');
  expect(far.requests[0]?.headers).not.toHaveProperty('authorization');
});

test('the repository may say where its server is; nothing of an address stays in the cache', async () => {
  const elsewhere = await startLfsServer({ contents: ['a'], git: 'http://127.0.0.1:9' });
  const { lfs, fetch, file, workspace } = await useLfs({
    'a.gguf': pointerOf('a'),
    '.lfsconfig': `[core]\n\turl = x\n[lfs]\n\turl = ${elsewhere.url}/info/lfs\n`,
  });
  await fetch();
  expect(await file('a.gguf')).toBe('a');
  expect(lfs.batches).toEqual([]);
  for (const name of await readdir(workspace.cacheDir, { recursive: true })) {
    const found = path.join(workspace.cacheDir, name);
    if ((await stat(found)).isFile()) expect(await readFile(found, 'latin1')).not.toContain('X-Sig');
  }
});

test('a call can be cancelled while content comes, and leaves nothing', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const { fetch, workspace } = await useLfs(
    { 'a.gguf': pointerOf('a') },
    { contents: ['a'], object: () => controller.abort(reason) },
  );
  expect(await rejectionOf(fetch({ signal: controller.signal }))).toBe(reason);
  expect(await readdir(workspace.srcDir)).toEqual([]);
});
