import { fits, type MachineMemory, machineMemory, readModelFacts } from '@rbee/model-catalog';
import type { HardwareSnapshot, WorkerBinary } from '@rbee/worker-catalog';
import type { ModelSettings } from '../../api/gateway.js';
import { estimateModelBytes } from './model-size.js';

/** What a model takes when it is loaded, in bytes. */
export interface MemoryNeeds {
  readonly memoryBytes: number;
  readonly gpuBytes: number;
}

/** What is known of a model that is to be loaded. */
export interface PlannedLoad {
  readonly worker: Pick<WorkerBinary, 'workerType'>;
  readonly settings: ModelSettings;
  readonly hardware: HardwareSnapshot;
}

/** Workers that leave GPUs alone. */
const CPU = 'CpuLlm';

/** What a model takes: of a GGUF file by its layers and context, of another by the size of its files. */
export async function planMemory(load: PlannedLoad): Promise<MemoryNeeds> {
  const { settings } = load;
  const report = await reportOf(load, machineOf(load)).catch(() => undefined);
  if (report === undefined) return { memoryBytes: await estimateModelBytes(settings), gpuBytes: 0 };
  const sum = (isCard: boolean) =>
    report.devices
      .filter(({ card }) => (card !== undefined) === isCard)
      .reduce((bytes, device) => bytes + device.totalBytes, 0);
  return { memoryBytes: sum(false), gpuBytes: sum(true) };
}

/**
 * The number of layers that `auto` is on this machine now; `auto` itself where the memory of its GPUs is not known, so that
 * the engine finds out.
 */
export async function resolveGpuLayers(
  load: PlannedLoad,
  freeBytes: number,
): Promise<ModelSettings['gpuLayers']> {
  const { gpuLayers } = load.settings;
  if (gpuLayers !== 'auto') return gpuLayers;
  const machine = machineOf(load, freeBytes);
  const isKnown = load.worker.workerType === CPU || (machine.cards ?? []).length > 0;
  const report = isKnown ? await reportOf(load, machine).catch(() => undefined) : undefined;
  return report?.gpuLayers ?? gpuLayers;
}

async function reportOf({ settings }: PlannedLoad, machine: MachineMemory) {
  const { model, context, parallel, gpuLayers, mmproj } = settings;
  if (model === undefined || !/\.gguf$/i.test(model)) return undefined;
  const facts = await readModelFacts(model, { followLinks: true });
  const projectorBytes = mmproj === undefined ? 0 : await estimateModelBytes({ model: mmproj });
  return fits(facts, machine, { context, parallel, gpuLayers, projectorBytes });
}

/** The memory that the worker may use; without `freeBytes` all of it, even what is taken now. */
function machineOf({ worker, settings, hardware }: PlannedLoad, freeBytes?: number): MachineMemory {
  const machine = machineMemory(hardware, freeBytes);
  const hasNone = worker.workerType === CPU || settings.gpu === 'none';
  const numbers = settings.gpu?.split(',').map(Number);
  const cards = (machine.cards ?? []).filter((_, index) => !hasNone && (numbers?.includes(index) ?? true));
  return { ...machine, cards: freeBytes === undefined ? cards.map(withoutFree) : cards };
}

function withoutFree({ freeBytes: _free, ...card }: NonNullable<MachineMemory['cards']>[number]) {
  return card;
}

/** What the GPUs of a machine have free now, together; `undefined` where that is not known. */
export function freeGpuBytes(hardware: HardwareSnapshot): number | undefined {
  const cards = machineMemory(hardware).cards ?? [];
  const free = cards.map((card) => card.freeBytes);
  return cards.length === 0 || free.includes(undefined)
    ? undefined
    : free.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
}
