import type { WorkerMetadata } from '@rbee-internal/worker-entry';

/** Backends whose name at the end of an id makes it a variant of what stands before. */
const BACKENDS = ['cpu', 'cuda', 'metal', 'rocm', 'vulkan'];

/** Whether a worker is one of the variants that an id stands for. */
export function isVariantOf(id: string, worker: WorkerMetadata): boolean {
  return worker.variantOf === id || BACKENDS.some((backend) => worker.id === `${id}-${backend}`);
}
