import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { ProvisionError } from '../../src/errors.js';
import type { WorkerRegistry } from '../../src/registry/worker-registry.js';
import { recipeText } from '../../src/release/recipe-text.js';

type Worker = Parameters<typeof recipeText>[1];

const worker = { id: 'server-cpu' } as Worker;
const failure = new ProvisionError({ code: 'REGISTRY_UNREACHABLE', message: 'The releases are away.' });
const noRecipe = new ProvisionError({ code: 'WORKER_NOT_FOUND', message: 'It has no recipe.' });

function registryWith(pkgbuild: WorkerRegistry['pkgbuild']): WorkerRegistry {
  return { pkgbuild } as WorkerRegistry;
}

test('of releases that could not be reached, the recipe is taken', async () => {
  const registry = registryWith(async () => 'pkgname=x\n');
  expect(await recipeText({ why: 'away', failure }, worker, { registry })).toEqual({
    worker,
    text: 'pkgname=x\n',
  });
});

test.each([
  ['where there is no recipe either, they are what failed', { why: 'away', failure }, failure],
  ['without a release, the registry is what failed', {}, noRecipe],
])('%s', async (_, prebuilt, expected) => {
  const registry = registryWith(() => Promise.reject(noRecipe));
  expect(await rejectionOf(recipeText(prebuilt, worker, { registry }))).toBe(expected);
});
