import type { WorkerType } from '@rbee/worker-catalog';

/** Numbers that no GPU has: an empty list is read as "all of them" by some. */
const NO_GPU = '-1';

/** The variable by which each kind of GPU library is given its devices. */
const VARIABLES = {
  CudaLlm: 'CUDA_VISIBLE_DEVICES',
  RocmLlm: 'HIP_VISIBLE_DEVICES',
  VulkanLlm: 'GGML_VK_VISIBLE_DEVICES',
} as const;

export interface GpuSurroundings {
  /** The environment that the worker is started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The UUIDs of the GPUs that the worker can use, where others are there that it cannot. @default it can use all */
  readonly fitting?: readonly string[] | undefined;
}

/**
 * The variables that let a worker use these GPUs only. CUDA counts the fastest first unless it is told to follow the order of
 * the bus, which is nvidia-smi's and ours. Numbers that the environment has already are left as they are counted there; what it leaves open, only
 * GPUs that fit are shown.
 *
 * @param gpu numbers with commas between them, `none`, or `undefined` for all that the environment leaves
 */
export function gpuVariables(
  type: WorkerType,
  gpu: string | undefined,
  { env, fitting = [] }: GpuSurroundings,
): Record<string, string> {
  const order = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  if (gpu === undefined) {
    // Another order would make a number of the user's another card.
    if (env.CUDA_VISIBLE_DEVICES !== undefined) return {};
    const counted = env.CUDA_DEVICE_ORDER === undefined ? order : {};
    return fitting.length === 0 ? counted : { ...counted, CUDA_VISIBLE_DEVICES: fitting.join(',') };
  }
  const known = Object.entries(VARIABLES).filter(([kind]) => kind === type);
  // A worker of another kind may use any of them.
  const names = known.length > 0 ? known : Object.entries(VARIABLES);
  return { ...order, ...Object.fromEntries(names.map(([, name]) => [name, variableValue(name, gpu)])) };
}

function variableValue(name: string, gpu: string): string {
  if (gpu !== 'none') return gpu;
  // llama.cpp's Vulkan takes an empty list for none, and refuses a number that no GPU has.
  return name === VARIABLES.VulkanLlm ? '' : NO_GPU;
}
