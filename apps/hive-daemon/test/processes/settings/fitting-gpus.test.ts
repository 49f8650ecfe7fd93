import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerBinary } from '@rbee/worker-catalog';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { fittingGpus } from '../../../src/processes/settings/fitting-gpus.js';

const OLD = 'GPU-aaaa1111-0000-0000-0000-000000000000';
const NEW = 'GPU-bbbb2222-0000-0000-0000-000000000000';
const GONE = 'GPU-cccc3333-0000-0000-0000-000000000000';

const worker = (fitting: string | undefined, workerType = 'CudaLlm') =>
  ({
    workerType,
    provenance: {
      machine: { libc: 'glibc 2.41', ...(fitting !== undefined && { 'cuda.fitting': fitting }) },
    },
  }) as unknown as WorkerBinary;

async function useDriverFolder(...uuids: string[]): Promise<string> {
  const folder = await useTempDir();
  for (const [index, uuid] of uuids.entries()) {
    const card = path.join(folder, `0000:0${index}:00.0`);
    await mkdir(card);
    await writeFile(
      path.join(card, 'information'),
      `Model: \t\t NVIDIA GeForce\nGPU UUID: \t ${uuid}\nBus Type: \t PCIe\n`,
    );
  }
  return folder;
}

test('only the cards that fitted at the installation and are still there count', async () => {
  const folder = await useDriverFolder(OLD, NEW);
  expect(await fittingGpus(worker(NEW), folder)).toEqual([NEW]);
  expect(await fittingGpus(worker(`${GONE},${NEW}`), folder)).toEqual([NEW]);
  expect(await fittingGpus(worker(GONE), folder)).toEqual([]);
  expect(await fittingGpus(worker(undefined), folder)).toEqual([]);
  expect(await fittingGpus(worker(NEW, 'VulkanLlm'), folder)).toEqual([]);
});

test('without the files of the driver nothing is hidden', async () => {
  expect(await fittingGpus(worker(NEW), path.join(await useTempDir(), 'none'))).toEqual([]);
});
