import type { WorkerMetadata, WorkerVariantMetadata } from './types.js';

/** The workers that an entry stands for: itself, or one for each of its variants, as clients see them. */
export function workersOf(metadata: WorkerMetadata): WorkerMetadata[] {
  const { variants, ...shared } = metadata;
  if (variants === undefined) return [metadata];
  return variants.map((variant) => ({
    ...(shared as WorkerMetadata),
    ...(variant as WorkerVariantMetadata & Partial<WorkerMetadata>),
    ...(metadata.env !== undefined && {
      env: { ...metadata.env, ...(variant.env as WorkerMetadata['env']) },
    }),
    variant_of: metadata.id,
    id: `${metadata.id}-${variant.backend}`,
  }));
}

/** `cpu`, `cuda` and so on: the worker's type, else its backend, else its id's last word; `CpuLlm` counts as `cpu`. */
export function typeOfWorker({ id, worker_type, backend }: WorkerMetadata): string {
  const declared = worker_type ?? (typeof backend === 'string' ? backend : id.slice(id.lastIndexOf('-') + 1));
  return declared.toLowerCase().replace(/(?<=.)llm$/, '');
}
