import type { WorkerType } from '@rbee/worker-catalog';

/** Numbers that no GPU has: an empty list is read as "all of them" by some. */
const NO_GPU = '-1';

/** The variable by which each kind of GPU library is given its devices. */
const VARIABLES = {
  CudaLlm: 'CUDA_VISIBLE_DEVICES',
  RocmLlm: 'HIP_VISIBLE_DEVICES',
  VulkanLlm: 'GGML_VK_VISIBLE_DEVICES',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables that let a worker use these GPUs only. CUDA counts the fastest first unless it is told to follow the order of
 * the bus, which is nvidia-smi's and ours. Numbers that the environment has already are left as they are counted there.
 *
 * @param gpu numbers with commas between them, `none`, or `undefined` for all that the environment leaves
 * @param env the environment that the worker is started in
 */
export function gpuVariables(
  type: WorkerType,
  gpu: string | undefined,
  env: Environment,
): Record<string, string> {
  const order = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  if (gpu === undefined) return hasOwnNumbers(env) ? {} : order;
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

/** Whether a user has set how CUDA's devices are counted, or which of them count: another order would be another card. */
function hasOwnNumbers({ CUDA_DEVICE_ORDER: order, CUDA_VISIBLE_DEVICES: visible }: Environment): boolean {
  return order !== undefined || visible !== undefined;
}
