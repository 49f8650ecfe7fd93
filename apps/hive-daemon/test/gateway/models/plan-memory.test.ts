import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HardwareSnapshot } from '@rbee/worker-catalog';
import { tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { freeGpuBytes, planMemory, resolveGpuLayers } from '../../../src/gateway/models/plan-memory.js';

const GIBIBYTE = 1024 ** 3;

/** A machine with so much memory, and cards with so much of which so much is free. */
function machine(...cards: readonly (readonly [total: number, free?: number])[]): HardwareSnapshot {
  const known = <T>(value: T) => ({ value, source: 'test' });
  const devices = cards.map(([total, free], index) => ({
    ...{ index, name: `card ${index}`, memoryBytes: total * GIBIBYTE },
    ...(free !== undefined && { freeMemoryBytes: free * GIBIBYTE }),
  }));
  const cuda = cards.length > 0 ? { cuda: { devices: known(devices) } } : {};
  return { memoryBytes: known(32 * GIBIBYTE), ...cuda } as unknown as HardwareSnapshot;
}

async function useModel(layers = 4): Promise<string> {
  const model = path.join(await useTempDir(), 'tiny.gguf');
  await writeFile(model, tinyGguf({ layers }));
  return model;
}

const CUDA = { workerType: 'CudaLlm' } as const;
const CPU = { workerType: 'CpuLlm' } as const;

test('a worker for GPUs takes their memory, one for the CPU main memory alone', async () => {
  const settings = { model: await useModel() };
  const hardware = machine([8, 6]);
  const onCard = await planMemory({ worker: CUDA, settings, hardware });
  expect(onCard.gpuBytes).toBeGreaterThan(0);
  expect(await planMemory({ worker: CPU, settings, hardware })).toEqual({
    memoryBytes: expect.any(Number),
    gpuBytes: 0,
  });
  const hidden = { ...settings, gpu: 'none' };
  expect((await planMemory({ worker: CUDA, settings: hidden, hardware })).gpuBytes).toBe(0);
  const none = { ...settings, gpuLayers: 0 };
  expect((await planMemory({ worker: CUDA, settings: none, hardware })).gpuBytes).toBe(0);
});

test('a file of another form goes by its size', async () => {
  const file = path.join(await useTempDir(), 'model.bin');
  await writeFile(file, 'x'.repeat(1_000));
  const { memoryBytes, gpuBytes } = await planMemory({
    worker: CUDA,
    settings: { model: file },
    hardware: machine(),
  });
  expect([memoryBytes > 1_000, gpuBytes]).toEqual([true, 0]);
});

test('auto is a number where the memory is known, and is left to the engine where it is not', async () => {
  const settings = { model: await useModel(), gpuLayers: 'auto' } as const;
  const resolve = (worker: typeof CUDA | typeof CPU, hardware: HardwareSnapshot) =>
    resolveGpuLayers({ worker, settings, hardware }, 16 * GIBIBYTE);
  expect(await resolve(CUDA, machine([8, 6]))).toBe(5);
  // Nothing is free there.
  expect(await resolve(CUDA, machine([8, 0]))).toBe(0);
  expect(await resolve(CPU, machine([8, 6]))).toBe(0);
  expect(await resolve(CUDA, machine())).toBe('auto');
  const given = { worker: CUDA, settings: { ...settings, gpuLayers: 7 }, hardware: machine() };
  expect(await resolveGpuLayers(given, GIBIBYTE)).toBe(7);
});

test('what GPUs have free is known of all of them, or not', () => {
  expect(freeGpuBytes(machine([8, 6], [8, 1]))).toBe(7 * GIBIBYTE);
  expect(freeGpuBytes(machine([8, 6], [8]))).toBeUndefined();
  expect(freeGpuBytes(machine())).toBeUndefined();
});
