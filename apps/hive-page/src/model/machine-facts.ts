import type { HardwareAnswer } from 'rbee-hive-daemon/api';
import { formatMemory } from './format.js';

/** Something known of the machine. */
export interface MachineFact {
  readonly name: string;
  readonly value: string;
  /** Where it is from. */
  readonly source: string;
}

export interface Accelerator {
  readonly name: string;
  readonly api: 'CUDA' | 'ROCm' | 'Vulkan' | 'Metal' | 'GPU';
  readonly facts: readonly string[];
  /** Whether programs may use it. */
  readonly isUsable: boolean;
}

interface Fact<T> {
  readonly value: T;
  readonly source: string;
}

/** What the machine is, in the order in which one would ask. */
export function machineFacts(hardware: HardwareAnswer): MachineFact[] {
  const { os, osVersion, architecture, cpuModel, memoryBytes, libc, cuda, rocm, vulkan } = hardware;
  return [
    fact('System', os, (value) => [value, osVersion?.value].filter(Boolean).join(' ')),
    fact('Architecture', architecture, String),
    fact('Processor', cpuModel, String),
    fact('Memory', memoryBytes, formatMemory),
    fact('C library', libc, ({ name, version }) => [name, version].filter(Boolean).join(' ')),
    fact('NVIDIA driver', cuda.driverVersion, String),
    fact('CUDA, up to', cuda.supportedCuda, String),
    fact('CUDA toolkit', cuda.toolkitVersion, String),
    fact('ROCm', rocm.version, String),
    fact('Vulkan loader', vulkan.loaderVersion, String),
  ].filter((found) => found !== undefined);
}

function fact<T>(
  name: string,
  known: Fact<T> | undefined,
  text: (value: T) => string,
): MachineFact | undefined {
  return known && { name, value: text(known.value), source: known.source };
}

/** What there is to compute with beside the processor; a device that several interfaces reach is there for each. */
export function accelerators({ cuda, rocm, vulkan, metal, gpus }: HardwareAnswer): Accelerator[] {
  const found: Accelerator[] = [
    ...(cuda.devices?.value ?? []).map((device) => ({
      ...{ name: device.name, api: 'CUDA' as const, isUsable: device.visible },
      facts: [memory(device.memoryBytes), labelled('compute', device.computeCapability)].flat(),
    })),
    ...(rocm.devices?.value ?? []).map((device) => ({
      ...{ name: device.name, api: 'ROCm' as const, isUsable: device.visible },
      facts: [memory(device.memoryBytes), device.gfx.slice(0, 2)].flat(),
    })),
    ...(vulkan.devices?.value ?? []).map((device) => ({
      ...{ name: device.name, api: 'Vulkan' as const, isUsable: device.type !== 'cpu' },
      facts: [
        labelled('Vulkan', device.apiVersion),
        device.type === 'cpu' ? ['runs on the processor'] : [],
      ].flat(),
    })),
    ...(metal.devices?.value ?? []).map((device) => ({
      ...{ name: device.name, api: 'Metal' as const, isUsable: true },
      facts: device.support === undefined ? [] : [device.support],
    })),
  ];
  if (found.length > 0) return found;
  return (gpus?.value ?? []).map((gpu) => ({
    ...{ name: gpu.name ?? gpu.pciId ?? gpu.vendor, api: 'GPU' as const, isUsable: false },
    facts: [gpu.kind, gpu.driver === undefined ? 'no driver' : `driver ${gpu.driver}`],
  }));
}

function memory(bytes: number | undefined): string[] {
  return bytes === undefined ? [] : [formatMemory(bytes)];
}

function labelled(label: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${label} ${value}`];
}
