import type { KnownBackend, WorkerVariant } from './variant-types.js';

/** Best first. */
export const KNOWN_BACKENDS: readonly KnownBackend[] = ['cuda', 'metal', 'rocm', 'vulkan', 'cpu'];

/** What a variant says it runs on, or the known backend that its id ends with. */
export function backendOf({ backend, id }: Pick<WorkerVariant, 'backend' | 'id'>): string | undefined {
  if (backend !== undefined) return backend.toLowerCase();
  return KNOWN_BACKENDS.find((known) => id.endsWith(`-${known}`));
}

export function isKnownBackend(backend: string): backend is KnownBackend {
  return (KNOWN_BACKENDS as readonly string[]).includes(backend);
}
