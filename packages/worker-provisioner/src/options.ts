import type { WorkerProvisionerOptions } from './types.js';

/** {@link WorkerProvisionerOptions} with every default applied. */
export type ProvisionContext = Omit<Required<WorkerProvisionerOptions>, 'fetch' | 'now' | 'licenseToken'> & {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  readonly licenseToken: string | undefined;
};

export function resolveOptions(options: WorkerProvisionerOptions): ProvisionContext {
  return {
    ...options,
    fetch: options.fetch ?? globalThis.fetch,
    now: options.now ?? (() => new Date()),
    licenseToken: options.licenseToken,
  };
}
