import type { WorkerRow, WorkerRowState } from 'rbee-hive-daemon/api';

export interface WorkerFilter {
  readonly text: string;
  readonly state: WorkerRowState | 'all';
  /** A type as `typeOf` says it, or `all`. */
  readonly type: string;
}

export const NO_FILTER: WorkerFilter = { text: '', state: 'all', type: 'all' };

const TYPES: Readonly<Record<string, string>> = {
  CpuLlm: 'CPU',
  CudaLlm: 'CUDA',
  MetalLlm: 'Metal',
  RocmLlm: 'ROCm',
  VulkanLlm: 'Vulkan',
};

/** What a worker computes with, for people: `CPU`, `CUDA`; absent where it is not known. */
export function typeOf({ metadata, installed }: WorkerRow): string | undefined {
  const type = metadata?.workerType ?? installed?.current.workerType;
  return type === undefined ? undefined : (TYPES[type] ?? type);
}

/** Every type there is among some workers, sorted. */
export function typesOf(rows: readonly WorkerRow[]): string[] {
  return [...new Set(rows.map(typeOf).filter((type) => type !== undefined))].sort();
}

/** The workers that have every word of the text and fit state and type; in the order given. */
export function filterWorkers(rows: readonly WorkerRow[], { text, state, type }: WorkerFilter): WorkerRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (state !== 'all' && row.state !== state) return false;
    if (type !== 'all' && typeOf(row) !== type) return false;
    const searched = [row.id, row.name, row.metadata?.description, typeOf(row)].join(' ').toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
