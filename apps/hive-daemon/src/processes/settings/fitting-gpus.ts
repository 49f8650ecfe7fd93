import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerBinary } from '@rbee/worker-catalog';

/** Where NVIDIA's driver on Linux has a folder for each GPU. */
const DRIVER_FOLDER = '/proc/driver/nvidia/gpus';

/**
 * The UUIDs of the GPUs that a CUDA worker can use, as they were found out at its installation: only those that are still there,
 * and none where nothing was to be told apart or the driver does not list its GPUs in files.
 */
export async function fittingGpus(
  { workerType, provenance }: Pick<WorkerBinary, 'workerType' | 'provenance'>,
  driverFolder: string = DRIVER_FOLDER,
): Promise<readonly string[]> {
  const recorded = provenance?.machine?.['cuda.fitting'];
  if (workerType !== 'CudaLlm' || recorded === undefined) return [];
  const present = await uuidsIn(driverFolder);
  return recorded.split(',').filter((uuid) => present.has(uuid.toLowerCase()));
}

async function uuidsIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    const cards = await readdir(folder);
    const texts = await Promise.all(
      cards.map((card) => readFile(path.join(folder, card, 'information'), 'utf8')),
    );
    return new Set(
      texts.flatMap(
        (text) => /^GPU UUID:\s*(GPU-[0-9a-f-]{8,36})\s*$/im.exec(text)?.[1]?.toLowerCase() ?? [],
      ),
    );
  } catch {
    // Without the driver's files nothing is hidden.
    return new Set();
  }
}
