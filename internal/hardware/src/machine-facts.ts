import type { HardwareSnapshot } from './types.js';
import { fittingCudaDevices } from './variants/check-cuda.js';
import type { VariantRequirements } from './variants/variant-types.js';

/** One fact of a machine that is another than it was. */
export interface MachineChange {
  /** Its place in the snapshot, such as `cuda.driverVersion`. */
  readonly fact: string;
  /** What to call it in a sentence: `the NVIDIA driver`. */
  readonly name: string;
  /** Absent: it was not there, or not known. */
  readonly before?: string;
  readonly now?: string;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['libc', 'the C library'],
  ['osVersion', 'macOS'],
  ['cuda.driverVersion', 'the NVIDIA driver'],
  ['cuda.toolkitVersion', 'the CUDA toolkit'],
  ['cuda.devices', 'the NVIDIA GPU'],
  ['rocm.version', 'ROCm'],
  ['rocm.devices', 'the AMD GPU'],
  ['vulkan.loaderVersion', 'the Vulkan loader'],
  ['vulkan.devices', 'the Vulkan device'],
  ['metal.devices', 'the GPU'],
]);

/**
 * What a program of a backend was built and proven with, by fact, as text; what is not known is left out. `cuda.fitting` has
 * the UUIDs of the GPUs that meet its requirements, with commas between them, where others do not.
 */
export function machineFacts(
  snapshot: HardwareSnapshot,
  backend: string | undefined,
  requires: VariantRequirements = {},
): Readonly<Record<string, string>> {
  const { libc, osVersion, cuda, rocm, vulkan, metal } = snapshot;
  const ofBackend: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
    cuda: {
      'cuda.driverVersion': cuda.driverVersion?.value,
      'cuda.toolkitVersion': cuda.toolkitVersion?.value,
      'cuda.devices': namesOf(cuda.devices?.value),
      'cuda.fitting': fittingCudaDevices(requires, snapshot)?.join(','),
    },
    rocm: { 'rocm.version': rocm.version?.value, 'rocm.devices': namesOf(rocm.devices?.value) },
    vulkan: {
      'vulkan.loaderVersion': vulkan.loaderVersion?.value,
      'vulkan.devices': namesOf(vulkan.devices?.value),
    },
    metal: { 'metal.devices': namesOf(metal.devices?.value) },
  };
  const facts = {
    libc: libc && [libc.value.name, libc.value.version].filter((part) => part !== undefined).join(' '),
    osVersion: osVersion?.value,
    ...ofBackend[backend ?? ''],
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** In any order: which of them is the first may change at each start. */
function namesOf(devices: readonly { readonly name: string }[] | undefined): string | undefined {
  const names = devices?.map(({ name }) => name).sort();
  return names === undefined || names.length === 0 ? undefined : names.join(', ');
}

/** Which of the facts that were recorded are others now. What is known only now is no change. */
export function machineChanges(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly MachineChange[] {
  return Object.entries(before)
    .filter(([fact, value]) => NAMES.has(fact) && now[fact] !== value)
    .map(([fact, value]) => {
      const current = now[fact];
      const name = NAMES.get(fact) ?? fact;
      return { fact, name, before: value, ...(current !== undefined && { now: current }) };
    });
}
