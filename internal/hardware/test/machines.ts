import { applyOverride } from '../src/detect/apply-override.js';
import type {
  CudaDevice,
  Gpu,
  HardwareSnapshot,
  PartialSnapshot,
  ProbeFailure,
  RocmDevice,
  VulkanDevice,
} from '../src/types.js';
import type { WorkerVariant } from '../src/variants/variant-types.js';

const GIB = 1024 ** 3;

/** What a registry may offer for one language model worker. */
export const LLM_VARIANTS: readonly WorkerVariant[] = [
  {
    id: 'llm-cpu',
    backend: 'cpu',
    platforms: ['linux', 'macos', 'windows'],
    architectures: ['x86_64', 'aarch64'],
  },
  {
    id: 'llm-cpu-v3',
    backend: 'cpu',
    platforms: ['linux', 'windows'],
    architectures: ['x86_64'],
    requires: { cpuFeatures: ['avx2', 'fma'] },
  },
  {
    id: 'llm-cuda11',
    backend: 'cuda',
    platforms: ['linux', 'windows'],
    architectures: ['x86_64'],
    requires: { cuda: '11.8', computeCapability: '5.0', glibc: '2.28' },
  },
  {
    id: 'llm-cuda12',
    backend: 'cuda',
    platforms: ['linux', 'windows'],
    architectures: ['x86_64', 'aarch64'],
    requires: {
      cudaDriver: '525.60.13',
      cuda: '12.4',
      computeCapability: '7.0',
      glibc: '2.31',
      memoryBytes: 4 * GIB,
    },
  },
  {
    id: 'llm-rocm',
    backend: 'rocm',
    platforms: ['linux'],
    architectures: ['x86_64'],
    requires: { rocm: '6.0', gfx: ['gfx90a', 'gfx942', 'gfx1030', 'gfx1100'], libc: 'glibc' },
  },
  {
    id: 'llm-vulkan',
    backend: 'vulkan',
    platforms: ['linux', 'windows'],
    architectures: ['x86_64'],
    requires: { vulkan: '1.2' },
  },
  {
    id: 'llm-metal',
    backend: 'metal',
    platforms: ['macos'],
    architectures: ['aarch64'],
    requires: { macos: '13.3', memoryBytes: 8 * GIB },
  },
];

const EMPTY: HardwareSnapshot = {
  specificationVersion: 1,
  takenAt: '2026-03-01T12:00:00Z',
  os: { value: 'linux', source: 'host' },
  architecture: { value: 'x86_64', source: 'host' },
  cuda: {},
  rocm: {},
  vulkan: {},
  metal: {},
  failures: [],
};

/** A Linux machine of 2020 without a GPU, changed by each part in turn. */
export function machine(...parts: readonly PartialSnapshot[]): HardwareSnapshot {
  const ordinary: PartialSnapshot = {
    libc: { name: 'glibc', version: '2.39' },
    cpuFeatures: ['avx', 'avx2', 'fma', 'sse4_2', 'x86-64-v2', 'x86-64-v3'],
    memoryBytes: 32 * GIB,
    gpus: [],
  };
  return [ordinary, ...parts].reduce(applyOverride, EMPTY);
}

export function withFailures(snapshot: HardwareSnapshot, ...failures: ProbeFailure[]): HardwareSnapshot {
  return { ...snapshot, failures };
}

export const nvidiaCard: Gpu = {
  vendor: 'nvidia',
  kind: 'discrete',
  pciId: '10de:2684',
  pciAddress: '0000:01:00.0',
};
export const amdCard: Gpu = {
  vendor: 'amd',
  kind: 'discrete',
  pciId: '1002:744c',
  pciAddress: '0000:03:00.0',
};
export const amdInside: Gpu = { vendor: 'amd', kind: 'integrated', pciId: '1002:164e' };
export const intelInside: Gpu = { vendor: 'intel', kind: 'integrated', pciId: '8086:3e92' };
export const intelArc: Gpu = { vendor: 'intel', kind: 'discrete', pciId: '8086:56a0' };
export const serverScreen: Gpu = { vendor: 'other', kind: 'virtual', pciId: '1a03:2000' };
export const strangeCard: Gpu = { vendor: 'other', kind: 'unknown', pciId: '1ed5:0222' };

export function gpus(...list: readonly Gpu[]): PartialSnapshot {
  return { gpus: list };
}

/** Name, compute capability and GiB of memory, such as `RTX 4090 8.9 24`; a `-` before it hides it. */
export function cuda(driver: string, supported: string, ...devices: readonly string[]): PartialSnapshot {
  return {
    gpus: devices.map(() => nvidiaCard),
    cuda: { driverVersion: driver, supportedCuda: supported, devices: devices.map(cudaDevice) },
  };
}

function cudaDevice(text: string): CudaDevice {
  const { visible, name, words } = deviceWords(text);
  const [computeCapability = '', memory = ''] = words;
  return {
    name,
    visible,
    ...(computeCapability !== '?' && { computeCapability }),
    ...(memory !== '?' && { memoryBytes: Number(memory) * GIB }),
  };
}

/** As {@link cuda}, with the target: `RX 7900 XTX gfx1100 24`. */
export function rocm(version: string, ...devices: readonly string[]): PartialSnapshot {
  return { gpus: devices.map(() => amdCard), rocm: { version, devices: devices.map(rocmDevice) } };
}

function rocmDevice(text: string): RocmDevice {
  const { visible, name, words } = deviceWords(text);
  const [gfx = '', memory = '0'] = words;
  return { name, visible, gfx: gfx.split(','), memoryBytes: Number(memory) * GIB };
}

/** `RADV 7900 discrete amd 1.3`. */
export function vulkan(loader: string, ...devices: readonly string[]): PartialSnapshot {
  return { vulkan: { loaderVersion: loader, devices: devices.map(vulkanDevice) } };
}

function vulkanDevice(text: string): VulkanDevice {
  const [, name = '', type = '', vendor = '', apiVersion = ''] = /^(.*) (\S+) (\S+) (\S+)$/.exec(text) ?? [];
  // The tables below write only words of these unions.
  return { name, type: type as VulkanDevice['type'], vendor: vendor as VulkanDevice['vendor'], apiVersion };
}

function deviceWords(text: string) {
  const [, hidden, name = '', ...words] = /^(-?)(.*) (\S+) (\S+)$/.exec(text) ?? [];
  return { visible: hidden !== '-', name, words };
}

export function mac(osVersion: string, chip: string, gib = 16): PartialSnapshot {
  return {
    os: 'macos',
    architecture: 'aarch64',
    libc: null,
    osVersion,
    memoryBytes: gib * GIB,
    gpus: [{ vendor: 'apple', kind: 'integrated', name: chip }],
    metal: { chip, devices: [{ name: chip, support: 'metal3' }] },
  };
}

export const windows: PartialSnapshot = { os: 'windows', libc: null };
export const aarch64: PartialSnapshot = { architecture: 'aarch64', cpuFeatures: ['asimd', 'neon'] };
export const oldCpu: PartialSnapshot = { cpuFeatures: ['sse4_2', 'x86-64-v2'] };
export const musl: PartialSnapshot = { libc: { name: 'musl', version: '1.2.5' } };
export const glibc = (version: string): PartialSnapshot => ({ libc: { name: 'glibc', version } });
