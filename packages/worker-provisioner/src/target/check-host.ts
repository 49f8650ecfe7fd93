import type { Host } from '@rbee/aur-arch';
import { showForeign } from '@rbee-internal/redact-url';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';

/** Why this machine cannot have the worker, or `undefined` when it can. */
export function hostProblem(worker: WorkerMetadata, host: Host): ProvisionError | undefined {
  if (worker.yanked !== undefined) {
    return new ProvisionError({
      code: 'WORKER_YANKED',
      message: `${worker.id} ${worker.version} was withdrawn by its registry: ${showForeign(worker.yanked)}.`,
      hint: 'Wait for a newer version, or choose another worker.',
    });
  }
  if (!worker.platforms.includes(host.os)) {
    return new ProvisionError({
      code: 'PLATFORM_UNSUPPORTED',
      message: `${worker.id} is made for ${worker.platforms.join(', ')}; this machine runs ${host.os}.`,
      hint: 'Choose a worker for this operating system: the list of available workers says which.',
    });
  }
  if (!worker.architectures.includes(host.architecture) && !worker.architectures.includes('any')) {
    return new ProvisionError({
      code: 'ARCHITECTURE_UNSUPPORTED',
      message: `${worker.id} is made for ${worker.architectures.join(', ')}; this machine is ${host.architecture}.`,
      hint: 'Choose a worker for this architecture: the list of available workers says which.',
    });
  }
  return undefined;
}
