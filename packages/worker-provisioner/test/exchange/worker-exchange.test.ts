import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  describeTree,
  FilesystemCatalog,
  type WorkerBinary,
  workerBinaryCodec,
  writeTreeListing,
} from '@rbee/artifact-catalog';
import type { HardwareSnapshot } from '@rbee-internal/hardware';
import { openTransport } from '@rbee-internal/system/transport';
import {
  type DockerRegistry,
  describeWith,
  rejectionOf,
  startDockerRegistry,
  startFakeOciRegistry,
  useTempDir,
} from '@rbee-internal/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerExchange, openHiveKey, PROVENANCE_TYPE, SBOM_TYPE } from '../../src/exchange/index.js';

const { fetch } = openTransport();
const source = 'test';
const hardware: HardwareSnapshot = {
  specificationVersion: 1,
  takenAt: '2026-11-30T00:00:00Z',
  os: { value: 'linux', source },
  architecture: { value: 'x86_64', source },
  libc: { value: { name: 'glibc', version: '2.36' }, source },
  cuda: {},
  rocm: {},
  vulkan: {},
  metal: {},
  failures: [],
} as unknown as HardwareSnapshot;

interface HiveOptions {
  readonly glibc?: string;
}

/** A hive with a home of its own. */
async function hive({ glibc = '2.36' }: HiveOptions = {}) {
  const home = await useTempDir();
  const catalog = await FilesystemCatalog.open({
    root: path.join(home, 'workers'),
    codec: workerBinaryCodec,
  });
  const signingKeyFile = path.join(home, 'hive-key.pem');
  const exchange = createWorkerExchange({
    catalog,
    host: { os: 'linux', architecture: 'x86_64' },
    fetch,
    now: () => new Date(),
    hardware: async () => ({
      ...hardware,
      libc: { value: { name: 'glibc', version: glibc }, source },
    }),
    signingKeyFile,
  });
  const key = async () => (await openHiveKey(signingKeyFile)).publicKey;
  return { catalog, exchange, key };
}

type Hive = Awaited<ReturnType<typeof hive>>;

interface Made {
  readonly version?: string;
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
}

/** Installs a worker as a build would have. */
async function install({ catalog }: Hive, { version = '1.0', files = {} }: Made = {}) {
  const staging = await catalog.createStagingFolder();
  const tree = path.join(staging.path, 'tree');
  await mkdir(path.join(tree, 'bin'), { recursive: true });
  await writeFile(path.join(tree, 'bin', 'app'), `#!/bin/sh\necho app ${version}\n`);
  await chmod(path.join(tree, 'bin', 'app'), 0o775);
  await symlink('bin/app', path.join(tree, 'app'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(tree, name)), { recursive: true });
    await writeFile(path.join(tree, name), content);
  }
  const description = await describeTree(tree);
  await writeTreeListing(tree, description);
  const id = `app-cpu-v${version}-linux`;
  const worker: WorkerBinary = {
    ...({
      id,
      workerType: 'CpuLlm',
      platform: 'Linux',
      version,
      architecture: 'x86_64',
      catalogId: 'app-cpu',
    } as const),
    path: path.join(catalog.folderOf(id), 'bin', 'app'),
    ...({ size: description.bytes, status: 'Available', treeDigest: description.digest } as const),
    addedAt: '2026-11-30T10:00:00.000Z',
    provenance: {
      origin: 'http://127.0.0.1/',
      pkgbuildDigest: `sha256:${'1'.repeat(64)}`,
      sources: [
        { url: 'https://example.org/app.tar.gz', digest: `sha256:${'2'.repeat(64)}` },
        { url: 'git+https://example.org/lib.git', commit: 'a'.repeat(40) },
      ],
      ...{ startedAt: '2026-11-30T09:00:00.000Z', finishedAt: '2026-11-30T10:00:00.000Z' },
      ...{ guard: 'bubblewrap', network: false, installedBy: 'test 1' },
    },
  };
  await catalog.promote(tree, worker, { record: true });
  await staging.dispose();
  return worker;
}

describeWith(['docker-registry', 'skopeo'], 'a store of Docker’s registry', () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startDockerRegistry();
  });
  afterAll(() => registry.stop());

  it('brings a worker to another hive, bit for bit, and to a third by a file', {
    timeout: 60_000,
  }, async () => {
    const [a, b, c] = [await hive(), await hive(), await hive()];
    const files = { 'share/data.bin': randomBytes(3_000_000), 'share/a/b.txt': 'text', 'lib/libx.so.1': 'x' };
    const worker = await install(a, { files });
    const reference = `oci://${registry.host}/workers`;
    const pushed = await a.exchange.push(worker, { reference });
    expect(pushed.tags).toContain('app-cpu-1.0');
    expect((await a.exchange.push(worker, { reference })).sentBytes).toBe(0);
    const keys = [await a.key()];
    const pulled = await b.exchange.pull({ reference: `${reference}:app-cpu`, keys });
    expect(pulled).toMatchObject({ signedBy: pushed.signedBy[0], worker: { treeDigest: worker.treeDigest } });
    expect((await describeTree(b.catalog.folderOf(worker.id))).digest).toBe(worker.treeDigest);
    expect(execFileSync(pulled.worker.path, { encoding: 'utf8' })).toBe('app 1.0\n');
    expect((await b.exchange.pull({ reference: `${reference}:app-cpu`, keys })).receivedBytes).toBe(0);
    // What it was signed as goes on with it.
    expect((await b.exchange.push(pulled.worker, { reference })).digest).toBe(pushed.digest);
    const file = path.join(await useTempDir(), 'app.oci.tar');
    await b.exchange.exportTo(file, pulled.worker);
    const imported = await c.exchange.importFrom(file, keys);
    expect(imported.worker.treeDigest).toBe(worker.treeDigest);
    expect(await rejectionOf((await hive()).exchange.importFrom(file, []))).toMatchObject({
      code: 'SIGNER_UNTRUSTED',
    });
  });

  it('is read and copied by skopeo', { timeout: 60_000 }, async () => {
    const [a, b] = [await hive(), await hive()];
    const worker = await install(a, { files: { 'share/x': randomBytes(600_000) } });
    const pushed = await a.exchange.push(worker, { reference: `oci://${registry.host}/from` });
    const skopeo = (...args: string[]) => execFileSync('skopeo', args, { encoding: 'utf8' });
    const from = `docker://${registry.host}/from@${pushed.digest}`;
    const raw = JSON.parse(skopeo('inspect', '--raw', '--tls-verify=false', from));
    expect(raw.artifactType).toBe('application/vnd.rbee.worker.v1');
    const to = `docker://${registry.host}/copy:v1`;
    skopeo('copy', '--src-tls-verify=false', '--dest-tls-verify=false', from, to);
    const copied = { reference: `oci://${registry.host}/copy:v1` };
    // Copied without its statements: none that is trusted has signed it there.
    expect(await rejectionOf(b.exchange.pull({ ...copied, keys: [await a.key()] }))).toMatchObject({
      code: 'SIGNER_UNTRUSTED',
    });
    expect((await b.exchange.pull(copied, { allowUnsigned: true })).worker.treeDigest).toBe(
      worker.treeDigest,
    );
  });

  it('moves of an upgrade only what changed', { timeout: 60_000 }, async () => {
    const [a, b] = [await hive(), await hive()];
    const parts = Array.from({ length: 40 }, (_, index) => [`lib/part-${index}`, randomBytes(600_000)]);
    const files: Record<string, Uint8Array> = Object.fromEntries(parts);
    const reference = `oci://${registry.host}/upgrades`;
    const keys = [await a.key()];
    const first = await a.exchange.push(await install(a, { files }), { reference });
    await b.exchange.pull({ reference: `${reference}:app-cpu`, keys });
    const changed = { ...files, 'lib/part-7': randomBytes(600_000) };
    const second = await a.exchange.push(await install(a, { version: '1.1', files: changed }), { reference });
    const pulled = await b.exchange.pull({ reference: `${reference}:app-cpu`, keys });
    expect(pulled.worker.version).toBe('1.1');
    expect(second.sentBytes).toBeLessThan(first.sentBytes / 10);
    expect(pulled.receivedBytes).toBeLessThan(first.sentBytes / 10);
  });
});

describe('what is not what was pushed is not installed', () => {
  async function pushedToFake() {
    const registry = await startFakeOciRegistry();
    const [a, b] = [await hive(), await hive()];
    const worker = await install(a, { files: { 'share/x': randomBytes(700_000) } });
    const reference = `oci://${registry.host}/workers`;
    const pushed = await a.exchange.push(worker, { reference });
    const pull = async (keys: Awaited<ReturnType<Hive['key']>>[]) =>
      b.exchange.pull({ reference: `${reference}:app-cpu`, keys });
    const manifest = JSON.parse(Buffer.from(registry.manifests.get(pushed.digest)?.bytes ?? []).toString());
    return { registry, a, b, worker, reference, pushed, pull, manifest };
  }

  it('of a stranger, or signed by nobody', async () => {
    const { pull, b, a, registry } = await pushedToFake();
    expect(await rejectionOf(pull([]))).toMatchObject({ code: 'SIGNER_UNTRUSTED' });
    expect(await rejectionOf(pull([await b.key()]))).toMatchObject({ code: 'SIGNER_UNTRUSTED' });
    for (const [name, { bytes }] of registry.manifests)
      if (JSON.parse(Buffer.from(bytes).toString()).subject !== undefined) registry.manifests.delete(name);
    expect(await rejectionOf(pull([await a.key()]))).toMatchObject({ code: 'SIGNER_UNTRUSTED' });
    expect(await b.catalog.list()).toEqual([]);
  });

  it('a layer that was changed, and one that is another worker’s', async () => {
    const { pull, a, b, registry, manifest } = await pushedToFake();
    const layer = manifest.layers.at(-1).digest;
    const bytes = Buffer.from(registry.blobs.get(layer) ?? []);
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    registry.faults.replaced = new Map([[layer, bytes]]);
    expect(await rejectionOf(pull([await a.key()]))).toMatchObject({ code: 'STORE_INVALID' });
    expect(await b.catalog.list()).toEqual([]);
  });

  it('a layer that is cut is gone on with', async () => {
    const { pull, a, registry, worker } = await pushedToFake();
    registry.faults.cutBlobsAfter = { bytes: 300_000, times: 3 };
    expect((await pull([await a.key()])).worker.treeDigest).toBe(worker.treeDigest);
  });

  it('a tag that was moved to a worker with other layers under the same statements', async () => {
    const { pull, a, b, registry, pushed, manifest, reference } = await pushedToFake();
    const other = await install(a, { version: '9', files: { 'share/y': 'other' } });
    const evil = await a.exchange.push(other, { reference });
    const stored = registry.manifests.get(evil.digest);
    const evilManifest = JSON.parse(Buffer.from(stored?.bytes ?? []).toString());
    // The record and the listing of the good one, the content of another.
    const mixed = { ...manifest, layers: [manifest.layers[0], ...evilManifest.layers.slice(1)] };
    const bytes = Buffer.from(JSON.stringify(mixed));
    const { digestOf } = await import('@rbee-internal/oci');
    registry.manifests.set(digestOf(bytes), { type: mixed.mediaType, bytes });
    registry.manifests.set('app-cpu', { type: mixed.mediaType, bytes });
    expect(await rejectionOf(pull([await a.key()]))).toMatchObject({ code: 'SIGNER_UNTRUSTED' });
    // Even with the statements of the good one beside it.
    for (const [name, { type, bytes: old }] of [...registry.manifests]) {
      const value = JSON.parse(Buffer.from(old).toString());
      if (value.subject?.digest !== pushed.digest || !name.startsWith('sha256:')) continue;
      const moved = Buffer.from(
        JSON.stringify({ ...value, subject: { ...value.subject, digest: digestOf(bytes) } }),
      );
      registry.manifests.set(digestOf(moved), { type, bytes: moved });
    }
    expect(await rejectionOf(pull([await a.key()]))).toMatchObject({ code: 'STORE_INVALID' });
    expect(await b.catalog.list()).toEqual([]);
  });

  it('a record that starts another program than the signed one', async () => {
    const { pull, a, registry, pushed, manifest } = await pushedToFake();
    const { digestOf } = await import('@rbee-internal/oci');
    const record = Buffer.from(registry.blobs.get(manifest.config.digest) ?? []).toString();
    const changed = Buffer.from(record.replace('"start":"bin/app"', '"start":"share/x"'));
    registry.blobs.set(digestOf(changed), changed);
    const config = { ...manifest.config, digest: digestOf(changed), size: changed.length };
    const bytes = Buffer.from(JSON.stringify({ ...manifest, config }));
    const digest = digestOf(bytes);
    registry.manifests.set(digest, { type: manifest.mediaType, bytes });
    registry.manifests.set('app-cpu', { type: manifest.mediaType, bytes });
    for (const [, { type, bytes: old }] of [...registry.manifests]) {
      const value = JSON.parse(Buffer.from(old).toString());
      if (value.subject?.digest !== pushed.digest) continue;
      const moved = Buffer.from(JSON.stringify({ ...value, subject: { ...value.subject, digest } }));
      registry.manifests.set(digestOf(moved), { type, bytes: moved });
    }
    expect(await rejectionOf(pull([await a.key()]))).toMatchObject({ code: 'ATTESTATION_INVALID' });
  });

  it('a layer with a tar that leads out', async () => {
    const { a, b, registry, manifest, reference } = await pushedToFake();
    const { digestOf } = await import('@rbee-internal/oci');
    const outside = await useTempDir();
    const folder = path.join(outside, 'in', 'it');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(outside, 'escaped'), 'x');
    const tar = path.join(outside, 'evil.tar.gz');
    execFileSync('tar', ['-C', folder, '-Pczf', tar, '../../escaped']);
    await rm(path.join(outside, 'escaped'));
    const evil = await readFile(tar);
    registry.blobs.set(digestOf(evil), evil);
    const layers = [...manifest.layers];
    layers[layers.length - 1] = { ...layers.at(-1), digest: digestOf(evil), size: evil.length };
    const bytes = Buffer.from(JSON.stringify({ ...manifest, layers }));
    registry.manifests.set('evil', { type: manifest.mediaType, bytes });
    registry.manifests.set(digestOf(bytes), { type: manifest.mediaType, bytes });
    const pull = b.exchange.pull({ reference: `${reference}:evil` }, { allowUnsigned: true });
    expect(await rejectionOf(pull)).toMatchObject({ code: 'ARCHIVE_PARENT_PATH' });
    expect(await b.catalog.list()).toEqual([]);
    expect(await a.catalog.list()).toHaveLength(1);
  });

  it('one that this machine cannot run, which is told before the download', async () => {
    const { a, registry, reference } = await pushedToFake();
    const old = await hive({ glibc: '2.17' });
    const cc = await useTempDir();
    await writeFile(path.join(cc, 'a.c'), '#include <stdio.h>\nint main(void) { return puts("x"); }\n');
    execFileSync('cc', ['-o', path.join(cc, 'a'), path.join(cc, 'a.c')]);
    const files = { 'bin/native': await readFile(path.join(cc, 'a')) };
    await a.exchange.push(await install(a, { version: '2', files }), { reference });
    const before = registry.requests.length;
    const pull = old.exchange.pull({ reference: `${reference}:app-cpu`, keys: [await a.key()] });
    const error = await rejectionOf(pull);
    expect(error).toMatchObject({ code: 'HARDWARE_UNSUPPORTED' });
    expect(String(error)).toMatch(/glibc/);
    const asked = registry.requests.slice(before).filter(({ line }) => line.includes('/blobs/'));
    expect(asked).toHaveLength(1);
  });
});

describe('what is attested of a worker', () => {
  it('names what it was made from, and does not hold for another', async () => {
    const a = await hive();
    const worker = await install(a, { files: { 'lib/libx.so.1': 'x' } });
    const { predicates, bundles } = await a.exchange.statements(worker);
    expect(predicates[PROVENANCE_TYPE]).toMatchObject({
      buildDefinition: {
        internalParameters: { guard: 'bubblewrap' },
        resolvedDependencies: [
          { name: 'PKGBUILD', digest: { sha256: '1'.repeat(64) } },
          { uri: 'https://example.org/app.tar.gz' },
          { digest: { gitCommit: 'a'.repeat(40) } },
        ],
      },
    });
    expect(predicates[SBOM_TYPE]).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      relationships: expect.arrayContaining([expect.objectContaining({ relationshipType: 'CONTAINS' })]),
    });
    expect((await a.exchange.statements(worker)).bundles).toEqual(bundles);
  });
});
