import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { openTransport } from '@rbee-internal/system/transport';
import { rejectionOf, startFakeOciRegistry, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { createWorkerExchange, openHiveKey, PROVENANCE_TYPE } from '../../src/exchange/index.js';
import {
  createWorkerProvisioner,
  detectHardware,
  openFolderRecipe,
  type ProvisionEvent,
  type ProvisionWorkerOptions,
} from '../../src/index.js';

const host = { os: 'linux', architecture: 'x86_64' } as const;
const { fetch } = openTransport();

const RECIPE = `pkgname=app-cpu
pkgver=1
pkgrel=1
arch=(any)
build() { printf '#!/bin/sh\\necho "app 1"\\n' > prog; }
check() { sh prog | grep -q app; }
package() { install -Dm755 prog "$pkgdir/usr/bin/app"; }
`;

type Stores = Parameters<typeof createWorkerProvisioner>[0]['stores'];

async function hive(text: string, stores?: Stores) {
  const home = await useTempDir();
  const folder = path.join(home, 'recipe');
  await mkdir(folder);
  await writeFile(path.join(folder, 'PKGBUILD'), text);
  const catalog = await FilesystemCatalog.open({ root: path.join(home, 'w'), codec: workerBinaryCodec });
  const recipe = await openFolderRecipe(folder, { architecture: host.architecture });
  const signingKeyFile = path.join(home, 'keys', 'hive.pem');
  const context = { catalog, host, fetch, env: process.env, signingKeyFile };
  const provisioner = createWorkerProvisioner({ ...context, registry: recipe, stores });
  const events: ProvisionEvent[] = [];
  const onEvent = (event: ProvisionEvent) => void events.push(event);
  const hardware = () => detectHardware({ host, env: process.env });
  return {
    catalog,
    events,
    install: (options: Partial<ProvisionWorkerOptions> = {}) =>
      provisioner.provisionAndAddFrom(recipe, { jobId: 'j', onEvent, ...options }),
    plan: () => provisioner.planFrom(recipe),
    exchange: createWorkerExchange({ ...context, now: () => new Date(), hardware }),
    key: async () => (await openHiveKey(signingKeyFile)).publicKey,
    keyFile: signingKeyFile,
    steps: () => events.flatMap((event) => (event.type === 'step-start' ? [event.step] : [])),
    reasons: () => events.flatMap((event) => (event.type === 'store-not-used' ? [event.reason] : [])),
  };
}

async function built() {
  const registry = await startFakeOciRegistry();
  const a = await hive(RECIPE);
  const worker = await a.install();
  const reference = `oci://${registry.host}/workers`;
  await a.exchange.push(worker, { reference });
  return { registry, a, worker, reference };
}

describe('a worker that a trusted store has is not built', () => {
  it('is installed, proven, and said', { timeout: 30_000 }, async () => {
    const { a, worker, reference } = await built();
    const b = await hive(RECIPE, [{ reference, keys: [await a.key()] }]);
    const plan = await b.plan();
    expect(plan.fromStore).toMatchObject({ place: reference });
    const installed = await b.install();
    expect(installed.treeDigest).toBe(worker.treeDigest);
    expect(b.steps()).not.toContain('build');
    expect(b.steps()).toContain('prove');
    expect(b.events).toContainEqual(expect.objectContaining({ type: 'store-used', place: reference }));
    expect(installed.provenance?.store?.reference).toMatch(reference);
    // It is the one that this recipe makes.
    await b.install();
    expect(b.events).toContainEqual(expect.objectContaining({ type: 'already-installed' }));
    const { predicates } = await b.exchange.statements(installed);
    expect(predicates[PROVENANCE_TYPE]).toMatchObject({
      buildDefinition: { internalParameters: { tests: true, proof: 'version' } },
    });
    expect((await readFile(a.keyFile, 'utf8')).startsWith('-----BEGIN PRIVATE KEY')).toBe(true);
  });

  it.each([
    ['its signer is not trusted', 'SIGNER', RECIPE],
    ['the recipe is another', 'OTHER', `${RECIPE}# another\n`],
  ])('is built where %s, and why is told', { timeout: 30_000 }, async (_why, kind, text) => {
    const { a, reference } = await built();
    const stranger = await hive(RECIPE);
    const keys = [await (kind === 'SIGNER' ? stranger : a).key()];
    const b = await hive(text, [{ reference, keys }]);
    await b.install();
    expect(b.steps()).toContain('build');
    expect(b.reasons()).toHaveLength(1);
    expect(b.reasons()[0]).toMatch(kind === 'SIGNER' ? /not trusted/ : /no build/);
  });

  it('is built where the store does not answer, and where it is asked for', { timeout: 30_000 }, async () => {
    const { a, reference } = await built();
    const keys = [await a.key()];
    const b = await hive(RECIPE, [{ reference: 'oci://127.0.0.1:1/workers', keys }]);
    await b.install();
    expect(b.reasons()[0]).toMatch(/cannot be reached/);
    const c = await hive(RECIPE, [{ reference, keys }]);
    await c.install({ fromSource: true });
    expect(c.steps()).toContain('build');
    expect(c.reasons()).toEqual([]);
  });

  it('is not taken from a tag that names another build of the same signer', { timeout: 30_000 }, async () => {
    const { a, registry, reference } = await built();
    const other = await hive(`${RECIPE}# another\n`);
    // The same signer, another recipe.
    const worker = await other.install();
    await other.exchange.push(worker, { reference });
    const tags = [...registry.manifests.keys()].filter((name) => name.startsWith('build-'));
    const [mine = '', theirs = ''] = tags;
    const stored = registry.manifests.get(theirs);
    if (stored !== undefined) registry.manifests.set(mine, stored);
    const b = await hive(RECIPE, [{ reference, keys: [await a.key(), await other.key()] }]);
    await b.install();
    expect(b.steps()).toContain('build');
    expect(b.reasons()[0]).toMatch(/another than was asked for/);
  });

  it('ends at once when it is cancelled', { timeout: 30_000 }, async () => {
    const { a, reference } = await built();
    const b = await hive(RECIPE, [{ reference, keys: [await a.key()] }]);
    const reason = new Error('enough');
    expect(await rejectionOf(b.install({ signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});
