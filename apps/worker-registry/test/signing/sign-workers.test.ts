import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createHttpRegistry, createRegistryList, type HttpRegistryOptions } from '@rbee/worker-provisioner';
import { formatPublicKey, generateSigningKey, writeSigningKey } from '@rbee-internal/signing';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { createMemoryStore, createRegistryApp } from '../../src/app.js';
import { newWorker } from '../../src/author/new-worker.js';
import { yankWorker } from '../../src/author/yank-worker.js';
import { delegateRole } from '../../src/signing/delegate-role.js';
import { initKeys } from '../../src/signing/init-keys.js';
import { listKeys } from '../../src/signing/list-keys.js';
import { publishTree } from '../../src/signing/publish-tree.js';
import { readSignedFile } from '../../src/signing/read-signed-file.js';
import { rotateKey } from '../../src/signing/rotate-key.js';
import { signWorkers } from '../../src/signing/sign-workers.js';

/** A registry of one worker, signed and published, and how clients reach it. */
async function newRegistry() {
  const home = await useTempDir();
  const at = (name: string) => path.join(home, name);
  const folders = { keys: at('keys'), repository: at('signed') };
  const workers = at('workers');
  await newWorker('own-cpu', { workers });
  await initKeys({ ...folders, rootKeys: 2, rootThreshold: 1, now: new Date() });
  const publish = async () => {
    const signed = await signWorkers({ ...folders, workers, now: new Date() });
    await publishTree(folders.repository, at('public'));
    return signed;
  };
  await publish();
  const client = async (further: Partial<HttpRegistryOptions> = {}) =>
    createHttpRegistry({
      url: 'http://registry.test',
      fetch: fetchFrom(at('public')),
      trustedRoot: await readFile(path.join(folders.repository, 'metadata', '1.root.json'), 'utf8'),
      trustDir: at('trust'),
      ...further,
    });
  return { at, folders, workers, publish, client };
}

/** The app over a published tree. Its plain routes have nothing: what is signed is enough. */
function fetchFrom(folder: string): typeof globalThis.fetch {
  const app = createRegistryApp({
    store: createMemoryStore([]),
    version: '1',
    signedFile: (place) => readSignedFile(folder, place),
  });
  return async (input, init) => app.fetch(new Request(input, init));
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await rejectionOf(promise);
  return error instanceof Error && 'code' in error ? error.code : error;
}

describe('a signed registry', () => {
  it('gives entries, recipes and local files as they were signed, and nothing else', async () => {
    const { workers, publish, client } = await newRegistry();
    const registry = await client();
    const [worker] = await registry.find('own-cpu');
    expect(registry.signatureOf?.(worker)).toBe('verified');
    expect((await registry.list()).workers.map(({ id }) => id)).toEqual(['own-cpu']);
    const recipe = await readFile(path.join(workers, 'own-cpu', 'PKGBUILD'), 'utf8');
    expect(await registry.pkgbuild(worker)).toBe(recipe);
    expect(await codeOf(registry.file(worker, 'unsigned.patch'))).toBe('REGISTRY_UNTRUSTED');
    expect(await registry.key?.(worker, 'A'.repeat(40))).toBeUndefined();
    expect(await codeOf(registry.find('none'))).toBe('WORKER_NOT_FOUND');
    await yankWorker('own-cpu', { workers, reason: 'it crashes' });
    await publish();
    expect((await registry.find('own-cpu'))[0].yanked).toBe('it crashes');
  });

  it('follows rotated keys, and says which are current', async () => {
    const { folders, publish, client } = await newRegistry();
    const registry = await client();
    await registry.list();
    for (const role of ['root', 'targets', 'timestamp'] as const) {
      const { former, signing } = await rotateKey({ ...folders, role, now: new Date() });
      expect(signing.missing).toBeUndefined();
      expect((await listKeys(folders)).map(({ id }) => id)).not.toContain(former);
    }
    await publish();
    expect((await registry.list()).workers).toHaveLength(1);
  });

  it('is refused when it is replaced or its signatures are left out, and no other registry stands in', async () => {
    const [{ client, at }, other] = [await newRegistry(), await newRegistry()];
    await (await client()).list();
    const replaced = await client({ fetch: fetchFrom(other.at('public')) });
    expect(await codeOf(replaced.list())).toBe('REGISTRY_UNTRUSTED');
    await mkdir(at('empty'));
    const stripped = await client({ fetch: fetchFrom(at('empty')) });
    const both = createRegistryList([stripped, await other.client()]);
    expect(await codeOf(both.find('own-cpu'))).toBe('REGISTRY_UNTRUSTED');
    const page = async () => new Response('<html>Log in', { headers: { 'content-type': 'text/html' } });
    expect(await codeOf((await client({ fetch: page })).list())).toBe('REGISTRY_INVALID');
    expect(await codeOf((await client({ trustedRoot: '{}', trustDir: at('other') })).list())).toBe(
      'REGISTRY_ROOT_INVALID',
    );
  });

  it('stays there while it is down, and is refused when what was verified last expires', async () => {
    const { client } = await newRegistry();
    await (await client()).list();
    const down = { fetch: async () => new Response('', { status: 503 }) };
    const events: string[] = [];
    const list = await (await client(down)).list({ onEvent: ({ type }) => events.push(type) });
    expect([list.workers.length, events]).toEqual([1, ['registry-stale']]);
    expect((await (await client({ ...down, offline: true })).find('own-cpu'))[0].id).toBe('own-cpu');
    const later = () => new Date(Date.now() + 8 * 86_400_000);
    expect(await codeOf((await client({ ...down, now: later })).list())).toBe('REGISTRY_EXPIRED');
  });

  it('leaves the workers of some ids to a publisher, and no others', async () => {
    const { at, folders, publish, client } = await newRegistry();
    const key = generateSigningKey();
    await mkdir(at('theirs'));
    await writeSigningKey(path.join(at('theirs'), 'acme.pem'), key);
    await writeFile(at('acme.pub'), formatPublicKey(key.publicKey));
    const now = new Date();
    await delegateRole({
      ...folders,
      name: 'acme',
      publicKeys: [at('acme.pub')],
      threshold: 1,
      ids: ['acme-*'],
      now,
    });
    for (const id of ['acme-cpu', 'own-cpu', 'stray-cpu'])
      await newWorker(id, { workers: at('their-workers') });
    const theirs = { keys: at('theirs'), repository: folders.repository, workers: at('their-workers') };
    await signWorkers({ ...theirs, role: 'acme', now });
    await publish();
    const registry = await client();
    expect((await registry.list()).workers.map(({ id }) => id).sort()).toEqual(['acme-cpu', 'own-cpu']);
    expect(await codeOf(registry.find('stray-cpu'))).toBe('WORKER_NOT_FOUND');
  });

  it('without signatures is used on this machine, and elsewhere only when that was allowed', async () => {
    const fetch = async () => Response.json({ workers: [] });
    const elsewhere = { url: 'https://registry.example', fetch };
    expect(await codeOf(createHttpRegistry(elsewhere).list())).toBe('REGISTRY_UNSIGNED');
    for (const options of [
      { ...elsewhere, allowUnsigned: true },
      { ...elsewhere, url: 'http://127.0.0.1:9' },
    ])
      expect((await createHttpRegistry(options).list()).workers).toEqual([]);
  });
});

describe('readSignedFile', () => {
  it('reads nothing outside the tree', async () => {
    const folder = await useTempDir();
    await mkdir(path.join(folder, 'metadata'));
    await writeFile(path.join(folder, 'secret'), 'x');
    await writeFile(path.join(folder, 'metadata', '1.root.json'), '{}');
    expect(await readSignedFile(folder, 'metadata/1.root.json')).toBeDefined();
    for (const place of [
      'secret',
      'metadata/../secret',
      '../x',
      'metadata/',
      'metadata/.hidden',
      '/etc/passwd',
    ])
      expect(await readSignedFile(folder, place), place).toBeUndefined();
  });
});
