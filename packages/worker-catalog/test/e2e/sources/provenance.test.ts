import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ProvisionOptions } from '../../../src/index.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../../support.js';

async function provenanceOf(options: Partial<ProvisionOptions>) {
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
  const { catalog, root, job } = await openTestCatalog(registry.url);
  const worker = await catalog.provisionAndAdd('hello', { ...job(), ...options });
  expect((await catalog.get(worker.id)).provenance).toEqual(worker.provenance);
  const record = JSON.parse(await readFile(path.join(root, worker.id, 'metadata.json'), 'utf8'));
  return { provenance: worker.provenance, stored: record.artifact.provenance };
}

test('a build without a guard says why, and that nothing kept it from the network', async () => {
  const { provenance, stored } = await provenanceOf({ sandbox: 'off' });
  expect(provenance).toMatchObject({ guard: 'none', guardReason: expect.any(String), network: true });
  expect(stored).toMatchObject({ guard: 'none', guard_reason: provenance?.guardReason, network: true });
});

test.each([true, false])('a build says whether it had the network: %j', async (network) => {
  const { provenance, stored } = await provenanceOf({ network });
  const isGuarded = provenance?.guard !== 'none';
  expect(provenance?.network).toBe(network || !isGuarded);
  expect(provenance?.guardReason === undefined).toBe(isGuarded);
  expect(stored.network).toBe(provenance?.network);
});
