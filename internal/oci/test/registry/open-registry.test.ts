import { randomBytes } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openTransport } from '@rbee-internal/system/transport';
import {
  type DockerRegistry,
  describeWith,
  rejectionOf,
  startDockerRegistry,
  startFakeOciRegistry,
  startHttpServer,
  testWith,
  useTempDir,
} from '@rbee-internal/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  describeBlob,
  describeManifest,
  digestOf,
  fetchBlob,
  type Index,
  isIndex,
  MANIFEST_TYPE,
  type Manifest,
  type OciStore,
  openRegistry,
  parseReference,
  readManifest,
  referrersTag,
} from '../../src/index.js';

const { fetch } = openTransport();

function open(host: string, repository = 'team/workers', further = {}): OciStore {
  return openRegistry({ reference: parseReference(`oci://${host}/${repository}`), fetch, ...further });
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function put(store: OciStore, bytes: Uint8Array, type = 'application/octet-stream') {
  const descriptor = describeBlob(bytes, type);
  await store.writeBlob(descriptor, () => pieces(bytes));
  return descriptor;
}

async function artifact(store: OciStore, layers: readonly Uint8Array[]): Promise<Manifest> {
  return {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: 'application/vnd.example.v1',
    config: await put(store, Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
    layers: await Promise.all(layers.map((layer) => put(store, layer))),
  };
}

describeWith('docker-registry', 'a repository of Docker’s registry', () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startDockerRegistry();
  });
  afterAll(() => registry.stop());

  it('takes a blob in chunks, once, and gives it back', async () => {
    const store = open(registry.host);
    const bytes = randomBytes(9 * 1024 * 1024);
    const descriptor = describeBlob(bytes, 'application/octet-stream');
    expect(await store.hasBlob(descriptor)).toBe(false);
    expect(await store.writeBlob(descriptor, () => pieces(bytes))).toBe(bytes.length);
    expect(await store.writeBlob(descriptor, () => pieces(bytes))).toBe(0);
    expect((await collect(store.readBlob(descriptor))).equals(bytes)).toBe(true);
    const rest = await collect(store.readBlob(descriptor, { from: bytes.length - 10 }));
    expect(rest.equals(bytes.subarray(-10))).toBe(true);
    expect(await collect(store.readBlob(descriptor, { from: bytes.length }))).toHaveLength(0);
  });

  it('refuses a blob that is not what its digest says', async () => {
    const store = open(registry.host);
    const descriptor = { mediaType: 'x/y', digest: `sha256:${'0'.repeat(64)}`, size: 3 };
    const error = await rejectionOf(store.writeBlob(descriptor, () => pieces(Buffer.from('abc'))));
    expect(error).toMatchObject({ code: 'PROTOCOL' });
  });

  it('mounts from another repository what is there', async () => {
    const bytes = randomBytes(1_000);
    const descriptor = await put(open(registry.host, 'from/here'), bytes);
    const store = open(registry.host, 'to/there', { mountFrom: 'from/here' });
    expect(await store.writeBlob(descriptor, () => pieces(bytes))).toBe(0);
    expect((await collect(store.readBlob(descriptor))).equals(bytes)).toBe(true);
    const other = randomBytes(1_000);
    expect(await store.writeBlob(describeBlob(other, 'x/y'), () => pieces(other))).toBe(1_000);
  });

  it('keeps manifests and indexes by tag and digest', async () => {
    const store = open(registry.host);
    const manifest = describeManifest(await artifact(store, [randomBytes(100)]));
    await store.putManifest(manifest, 'v1.0_cuda');
    const index: Index = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [manifest.descriptor],
    };
    await store.putManifest(describeManifest(index), 'all');
    for (const name of ['v1.0_cuda', manifest.descriptor.digest]) {
      const found = await store.getManifest(name);
      expect(found?.descriptor.digest).toBe(manifest.descriptor.digest);
    }
    const found = await store.getManifest('all');
    expect(found && isIndex(readManifest(found))).toBe(true);
    expect(await store.getManifest('absent')).toBeUndefined();
  });

  it('lists referrers under the fallback tag, and loses none of several at once', async () => {
    const store = open(registry.host, 'referred');
    const subject = describeManifest(await artifact(store, [randomBytes(10)])).descriptor;
    await store.putManifest(describeManifest(await artifact(store, [])), 'x');
    const referring = await Promise.all(
      Array.from({ length: 5 }, async () => ({ ...(await artifact(store, [randomBytes(8)])), subject })),
    );
    const put = await Promise.all(referring.map((manifest) => store.putReferrer(manifest)));
    const listed = await store.referrers(subject.digest);
    expect(listed.map(({ digest }) => digest).sort()).toEqual(put.map(({ digest }) => digest).sort());
    expect(await store.getManifest(referrersTag(subject.digest))).toBeDefined();
  });

  it('rejects with the reason of its signal, at once', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    expect(await rejectionOf(open(registry.host).getManifest('v1', { signal }))).toBe(reason);
  });
});

testWith('docker-registry', 'Docker’s registry lets in who signs in', async () => {
  // The bcrypt digest of `secret`.
  const htpasswd = 'hive:$2b$04$xQaLb4jsk4/v2NZn/njhPul8MxtVn9iuMXvE2OMgetvX8Ti01YWK6\n';
  const registry = await startDockerRegistry({ htpasswd });
  try {
    expect(await rejectionOf(open(registry.host).getManifest('v1'))).toMatchObject({ code: 'UNAUTHORIZED' });
    const wrong = { credentials: { username: 'hive', password: 'wrong' } };
    expect(await rejectionOf(open(registry.host, 'a', wrong).getManifest('v1'))).toMatchObject({
      code: 'UNAUTHORIZED',
    });
    const right = { credentials: { username: 'hive', password: 'secret' } };
    const descriptor = await put(open(registry.host, 'a', right), randomBytes(100));
    expect(await open(registry.host, 'a', right).hasBlob(descriptor)).toBe(true);
  } finally {
    await registry.stop();
  }
});

describe('a repository of a registry with all of the specification', () => {
  it('asks for a token for each scope, and shows it to no other origin', async () => {
    const registry = await startFakeOciRegistry({ user: { name: 'hive', password: 'secret' } });
    const store = open(registry.host, 'a/b', { credentials: { username: 'hive', password: 'secret' } });
    const bytes = randomBytes(2_000);
    const descriptor = await put(store, bytes);
    const scopes = registry.requests.flatMap(({ authorization }) =>
      authorization?.startsWith('Bearer') ? [authorization] : [],
    );
    expect(new Set(scopes)).toEqual(
      new Set(['Bearer token of repository:a/b:pull', 'Bearer token of repository:a/b:pull,push']),
    );
    const elsewhere = await startHttpServer({
      [`/${descriptor.digest}`]: { type: 'body', body: new Uint8Array(bytes) },
    });
    registry.faults.redirectBlobsTo = elsewhere.url;
    expect((await collect(store.readBlob(descriptor))).equals(bytes)).toBe(true);
    expect(elsewhere.requests[0]?.headers.authorization).toBeUndefined();
    const wrong = open(registry.host, 'a/b', { credentials: { username: 'hive', password: 'x' } });
    expect(await rejectionOf(wrong.getManifest('v1'))).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('begins an upload again when a chunk was cut', async () => {
    const registry = await startFakeOciRegistry();
    registry.faults.cutPatches = 1;
    const descriptor = await put(open(registry.host), randomBytes(10_000));
    expect(registry.blobs.has(descriptor.digest)).toBe(true);
    expect(registry.requests.filter(({ line }) => line.startsWith('POST'))).toHaveLength(2);
  });

  it('goes on where a blob was cut, and with what is there', async () => {
    const registry = await startFakeOciRegistry();
    const store = open(registry.host);
    const bytes = randomBytes(300_000);
    const descriptor = await put(store, bytes);
    const file = path.join(await useTempDir(), 'blob');
    registry.faults.cutBlobsAfter = { bytes: 100_000, times: 2 };
    await fetchBlob(store, { descriptor, file });
    expect((await readFile(file)).equals(bytes)).toBe(true);
    await writeFile(file, bytes.subarray(0, 200_000));
    let received = 0;
    await fetchBlob(store, { descriptor, file }, { onBytes: (count) => (received += count) });
    expect(received).toBe(100_000);
    registry.faults.ignoresRanges = true;
    await writeFile(file, bytes.subarray(0, 200_000));
    await fetchBlob(store, { descriptor, file });
    expect((await readFile(file)).equals(bytes)).toBe(true);
  });

  it('keeps nothing of a blob that is another, or longer', async () => {
    const registry = await startFakeOciRegistry();
    const store = open(registry.host);
    const descriptor = await put(store, randomBytes(5_000));
    const file = path.join(await useTempDir(), 'blob');
    registry.faults.replaced = new Map([[descriptor.digest, randomBytes(5_000)]]);
    const other = await rejectionOf(fetchBlob(store, { descriptor, file }));
    expect(other).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await rejectionOf(readFile(file))).toMatchObject({ code: 'ENOENT' });
    registry.faults.replaced = new Map([[descriptor.digest, randomBytes(6_000)]]);
    expect(await rejectionOf(fetchBlob(store, { descriptor, file }))).toMatchObject({ code: 'TOO_LARGE' });
    await appendFile(file, randomBytes(7_000));
    expect(await rejectionOf(fetchBlob(store, { descriptor, file }))).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('refuses a manifest that is another’s or too large', async () => {
    const registry = await startFakeOciRegistry();
    const store = open(registry.host);
    const { descriptor } = describeManifest(await artifact(store, []));
    await store.putManifest(describeManifest(await artifact(store, [])), 'v1');
    registry.faults.replaced = new Map([[descriptor.digest, Buffer.from('{}')]]);
    expect(await rejectionOf(store.getManifest(descriptor.digest))).toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    registry.faults.replaced = new Map([['v1', Buffer.alloc(4 * 1024 * 1024 + 1)]]);
    expect(await rejectionOf(store.getManifest('v1'))).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('leaves the list of referrers to the registry', async () => {
    const registry = await startFakeOciRegistry();
    const store = open(registry.host);
    const subject = describeManifest(await artifact(store, [randomBytes(3)])).descriptor;
    const put = await store.putReferrer({ ...(await artifact(store, [])), subject });
    expect((await store.referrers(subject.digest)).map(({ digest }) => digest)).toEqual([put.digest]);
    expect(registry.manifests.has(referrersTag(subject.digest))).toBe(false);
  });
});

describe('what cannot be reached, or is something else', () => {
  it('is told by its own codes', async () => {
    const gone = await rejectionOf(open('127.0.0.1:1').getManifest('v1'));
    expect(gone).toMatchObject({ code: 'UNREACHABLE', isPassing: true });
    const server = await startHttpServer({
      '/v2/team/workers/manifests/v1': { type: 'redirect', to: 'ftp://example.org/' },
      '/v2/team/workers/manifests/x': { type: 'body', body: 'x', status: 500 },
    });
    const { host } = new URL(server.url);
    expect(await rejectionOf(open(host).getManifest('v1'))).toMatchObject({ code: 'PROTOCOL' });
    expect(await rejectionOf(open(host).getManifest('x'))).toMatchObject({ code: 'UNREACHABLE' });
    expect(digestOf(Buffer.from(''))).toMatch(/^sha256:e3b0/);
  });
});
