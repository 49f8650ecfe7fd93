import { createHttpRegistry } from '@rbee/worker-provisioner';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { bundledWorkersFolder, createRegistryApp, openFolderStore } from '../../src/index.js';
import { tinyMetadata, workerFiles, writeWorker } from '../worker-folder.js';

async function clientOf(folder: string | URL) {
  const store = await openFolderStore(folder);
  const app = createRegistryApp({ store, version: '1' });
  return createHttpRegistry({
    url: 'http://registry.invalid',
    inProcess: true,
    fetch: async (input, init) => app.fetch(new Request(input, init)),
  });
}

/** What is installed from its project's releases alone: it has no recipe. */
const ONLY_RELEASED = new Set(['koboldcpp', 'ollama-cpu', 'stable-diffusion-cpp']);

test('the client understands every worker that comes with the registry', async () => {
  const client = await clientOf(bundledWorkersFolder);
  const { workers, problems } = await client.list();
  expect(problems).toEqual([]);
  expect(workers.length).toBe(23);
  for (const worker of workers) {
    expect(await client.find(worker.id)).toEqual([worker]);
    if (ONLY_RELEASED.has(worker.variantOf ?? worker.id))
      expect(await rejectionOf(client.pkgbuild(worker))).toMatchObject({ code: 'REGISTRY_STATUS' });
    else expect(await client.pkgbuild(worker)).toContain(`pkgname=${worker.variantOf ?? worker.id}`);
  }
});

test('the client understands requirements, variants and withdrawals', async () => {
  const root = await useTempDir();
  const kit = {
    ...tinyMetadata,
    id: 'kit',
    probe: 'health',
    variants: [
      { backend: 'cpu' },
      { backend: 'cuda', requires: { cuda: '12.4', cpu_features: ['avx2'], further: 1 }, yanked: 'crashes' },
    ],
  };
  const recipe = `${workerFiles('kit').PKGBUILD}source=(a.patch)\nsha256sums=(SKIP)\n`;
  await writeWorker(root, 'kit', { 'worker.json': kit, PKGBUILD: recipe, 'a.patch': 'a' });
  await writeWorker(root, 'gone', workerFiles('gone'));
  const gone = { ...tinyMetadata, id: 'gone', yanked: 'it deletes models' };
  await writeWorker(root, 'gone', { 'worker.json': gone });
  const client = await clientOf(root);
  const { workers, problems } = await client.list();
  expect(problems).toEqual([]);
  expect(workers).toMatchObject([
    { id: 'kit-cpu', variantOf: 'kit', backend: 'cpu', probe: 'health', platforms: ['linux'] },
    {
      id: 'kit-cuda',
      yanked: 'crashes',
      requires: { cuda: '12.4', cpuFeatures: ['avx2'], unknown: ['further'] },
    },
  ]);
  const [cpu] = workers;
  if (cpu === undefined) throw new Error('no worker');
  expect(await client.find('kit-cpu')).toEqual([cpu]);
  expect(await client.pkgbuild(cpu)).toBe(recipe);
  expect(await client.file(cpu, 'a.patch')).toEqual(new TextEncoder().encode('a'));
  expect(await client.find('gone')).toMatchObject([{ yanked: 'it deletes models' }]);
});
