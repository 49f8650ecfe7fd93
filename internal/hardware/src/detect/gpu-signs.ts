import type { CudaFacts, Fact, Gpu, ProbeFailure, RocmFacts, VulkanFacts } from '../types.js';
import type { Prober } from './prober.js';

/** Files that show a GPU of a vendor where no bus does, by vendor. */
export interface GpuFiles {
  readonly nvidia?: string | undefined;
  readonly amd?: string | undefined;
  /** WSL's device for the GPUs of Windows, of whatever vendor. */
  readonly windows?: string | undefined;
}

/** Device files, the drivers' own files and modules: there also where /sys shows no bus, as in gVisor, WSL or a Jetson. */
export async function probeGpuFiles(prober: Prober): Promise<GpuFiles> {
  const [devices, cards, amdgpu, lent] = await Promise.all([
    prober.folder('/dev'),
    prober.folder('/proc/driver/nvidia/gpus'),
    prober.folder('/sys/module/amdgpu'),
    prober.folder('/usr/lib/wsl/lib'),
  ]);
  const device = devices.find((name) => /^nvidia\d{1,4}$/.test(name));
  const card = cards.find((name) => /^[0-9a-f:.]{7,20}$/.test(name));
  const library = lent.find((name) => /^(?:nvidia-smi|libcuda\.so)/.test(name));
  return {
    nvidia:
      (device && `/dev/${device}`) ??
      (card && `/proc/driver/nvidia/gpus/${card}`) ??
      (library && `/usr/lib/wsl/lib/${library}`),
    amd: amdgpu.length > 0 ? '/sys/module/amdgpu' : undefined,
    windows: devices.includes('dxg') ? '/dev/dxg' : undefined,
  };
}

/** What the probes found. */
export interface Found {
  readonly gpus: Fact<readonly Gpu[]> | undefined;
  readonly cuda: CudaFacts;
  readonly rocm: RocmFacts;
  readonly vulkan: VulkanFacts;
  readonly files: GpuFiles;
  readonly failures: readonly ProbeFailure[];
}

/**
 * The listed GPUs, and those that are not listed and show in another way: by files, or by a tool that failed although
 * there is nothing that says that it has nothing to show. A tool that fails is not the same as no GPU.
 */
export function withSignedGpus(found: Found): Fact<readonly Gpu[]> | undefined {
  const { gpus } = found;
  const signed = [signOfNvidia(found), signOfAmd(found), signOfVulkan(found)].filter(
    (gpu) => gpu !== undefined,
  );
  const unlisted = signed.filter(
    ({ vendor }) => !gpus?.value.some((gpu) => gpu.vendor === vendor && gpu.kind !== 'virtual'),
  );
  if (unlisted.length === 0) return gpus;
  const source = unlisted.map(({ sign }) => sign).join(', ');
  return {
    value: [...(gpus?.value ?? []), ...unlisted],
    source: gpus === undefined ? source : `${gpus.source}, ${source}`,
  };
}

function signOfNvidia({ cuda, files, failures, gpus }: Found): Gpu | undefined {
  if ((cuda.devices?.value.length ?? 0) > 0) return undefined;
  const failure = failureOf(failures, 'cuda', /nvidia-smi --query/);
  const sign = files.nvidia ?? toolSign('nvidia-smi', failure, gpus) ?? (failure && files.windows);
  return sign === undefined ? undefined : { vendor: 'nvidia', kind: 'unknown', sign };
}

function signOfAmd({ rocm, files, failures, gpus }: Found): Gpu | undefined {
  if ((rocm.devices?.value.length ?? 0) > 0) return undefined;
  const failure = failureOf(failures, 'rocm', /rocminfo$/);
  const sign = toolSign('rocminfo', failure, gpus) ?? (gpus === undefined ? files.amd : undefined);
  return sign === undefined ? undefined : { vendor: 'amd', kind: 'unknown', sign };
}

/** Vulkan's tool fails on many machines without a screen: only one that hangs where no bus is seen says something. */
function signOfVulkan({ vulkan, failures, gpus }: Found): Gpu | undefined {
  if (vulkan.devices !== undefined || gpus !== undefined) return undefined;
  const failure = failureOf(failures, 'vulkan', /^vulkaninfo/);
  if (failure === undefined || !IS_STUCK.has(failure.code)) return undefined;
  return { vendor: 'other', kind: 'unknown', sign: 'vulkaninfo' };
}

/** How a tool ends that met a driver, and not the want of one. */
const IS_STUCK: ReadonlySet<ProbeFailure['code']> = new Set(['TIMEOUT', 'DENIED', 'FAILED', 'TOO_LARGE']);
const SAYS_NONE = /no devices? (?:were|was) found|possibly no GPU/i;

/** Where the bus is seen and shows no such card, a tool that ends with an error is believed to have none. */
function toolSign(tool: string, failure: ProbeFailure | undefined, gpus: Found['gpus']): string | undefined {
  if (failure === undefined) return undefined;
  if (IS_STUCK.has(failure.code)) return tool;
  return gpus === undefined && !SAYS_NONE.test(failure.reason) ? tool : undefined;
}

function failureOf(
  failures: readonly ProbeFailure[],
  probe: string,
  source: RegExp,
): ProbeFailure | undefined {
  return failures.find(
    (failure) =>
      failure.probe === probe &&
      source.test(failure.source) &&
      failure.code !== 'NOT_FOUND' &&
      failure.code !== 'UNREADABLE',
  );
}
