import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type HardwareSnapshot, readHardwareSnapshot } from '../../src/index.js';
import { CARCH, helloRecipe, openTestCatalog, startRegistry } from '../support.js';

function snapshot(facts: object = {}): HardwareSnapshot {
  const read = readHardwareSnapshot({
    specificationVersion: 1,
    takenAt: '2026-03-01T12:00:00Z',
    os: { value: 'linux', source: 'host' },
    architecture: { value: CARCH, source: 'host' },
    cuda: {},
    rocm: {},
    vulkan: {},
    metal: {},
    failures: [],
    ...facts,
  });
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

const NO_GPU = snapshot();
/** An NVIDIA card with this driver. */
const nvidia = (driver: string) =>
  snapshot({
    cuda: {
      driverVersion: { value: driver, source: 'nvidia-smi' },
      devices: {
        value: [{ name: 'NVIDIA GeForce RTX 4090', computeCapability: '8.9', visible: true }],
        source: 'nvidia-smi',
      },
    },
  });

/** `tool` as one entry with two variants. */
function startVariants() {
  return startRegistry({
    tool: {
      pkgbuild: '',
      metadata: {
        variants: [
          { backend: 'cpu', worker_type: 'cpu' },
          { backend: 'cuda', worker_type: 'cuda', requires: { cuda_driver: '525.60.13' } },
        ],
      },
    },
    'tool-cpu': { pkgbuild: helloRecipe('tool-cpu') },
    'tool-cuda': { pkgbuild: helloRecipe('tool-cuda') },
  });
}

/** The same two as entries of their own, which the list knows and the alias is not. */
function startEntries() {
  return startRegistry({
    'tool-cpu': { pkgbuild: helloRecipe('tool-cpu') },
    'tool-cuda': { pkgbuild: helloRecipe('tool-cuda'), metadata: { requires: { cudaDriver: '525.60.13' } } },
  });
}

describe('asking for a worker without its backend', () => {
  test.each([
    ['no GPU', NO_GPU, 'tool-cpu', 'Unknown'],
    ['a GPU that fits', nvidia('550.54'), 'tool-cuda', 'Unknown'],
  ])('on a machine with %s takes the right variant, and says why', async (_name, hardware, id) => {
    const registry = await startEntries();
    const { catalog, events, job } = await openTestCatalog(registry.url, { hardware });
    const worker = await catalog.provisionAndAdd('tool', job());
    expect(worker.catalogId).toBe(id);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'variant-chosen', id, why: expect.any(String) }),
    );
    expect(await catalog.plan('tool')).toMatchObject({
      action: 'none',
      worker: { id },
      variants: { choice: { id } },
    });
  });

  test('never silently takes the CPU on a machine with a GPU', async () => {
    const registry = await startEntries();
    const { catalog, job } = await openTestCatalog(registry.url, { hardware: nvidia('470.57.02') });
    expect(await rejectionOf(catalog.provisionAndAdd('tool', job()))).toMatchObject({
      code: 'CPU_ON_GPU_HOST',
      message: expect.stringMatching(/RTX 4090.*525\.60\.13/),
    });
    const allowed = await catalog.provisionAndAdd('tool', { ...job(), allowCpuFallback: true });
    expect(allowed.catalogId).toBe('tool-cpu');
    expect((await catalog.plan('tool', { backend: 'cpu' })).worker.id).toBe('tool-cpu');
    expect((await catalog.provisionAndAdd('tool-cpu', job())).catalogId).toBe('tool-cpu');
  });

  test('reads entries with variants as well', async () => {
    const registry = await startVariants();
    const { catalog } = await openTestCatalog(registry.url, { hardware: nvidia('550.54') });
    const { workers } = await catalog.available();
    expect(workers.map(({ worker }) => [worker.id, worker.variantOf, worker.workerType])).toEqual([
      ['tool-cpu', 'tool', 'CpuLlm'],
      ['tool-cuda', 'tool', 'CudaLlm'],
      ['tool-cpu', undefined, undefined],
      ['tool-cuda', undefined, undefined],
    ]);
  });

  test('of a name without variants is not found', async () => {
    const registry = await startEntries();
    const { catalog } = await openTestCatalog(registry.url, { hardware: NO_GPU });
    expect(await rejectionOf(catalog.plan('other'))).toMatchObject({ code: 'WORKER_NOT_FOUND' });
    expect(await rejectionOf(catalog.plan('tool', { backend: 'metal' }))).toMatchObject({
      code: 'NO_USABLE_VARIANT',
    });
  });
});

test('available says what the hardware cannot run', async () => {
  const registry = await startEntries();
  const { catalog } = await openTestCatalog(registry.url, { hardware: NO_GPU });
  expect((await catalog.available()).workers).toMatchObject([
    { state: 'installable', worker: { id: 'tool-cpu' } },
    { state: 'unsupported', worker: { id: 'tool-cuda' }, reason: expect.stringContaining('NVIDIA') },
  ]);
});
