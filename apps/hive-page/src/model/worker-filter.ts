import type { WorkerRow, WorkerRowState } from 'rbee-hive-daemon/api';
import { launchOf, taskText } from './start/launching.js';

export interface WorkerFilter {
  readonly text: string;
  readonly state: WorkerRowState | 'all';
  /** What it computes with, as `typeOf` says it, or `all`. */
  readonly type: string;
  /** What it can be asked for, such as `chat`, or `all`. */
  readonly task: string;
}

export const NO_FILTER: WorkerFilter = { text: '', state: 'all', type: 'all', task: 'all' };

export const STATES: readonly WorkerFilter['state'][] = [
  'all',
  'installed',
  'update-available',
  'installable',
  'blocked',
  'unsupported',
];

/** The filter that an address names; what it does not name, or names wrongly, filters nothing. */
export function filterOf(query: Pick<URLSearchParams, 'get'>): WorkerFilter {
  const state = STATES.find((known) => known === query.get('state')) ?? 'all';
  return {
    ...{ text: query.get('q') ?? '', state },
    ...{ type: query.get('type') ?? 'all', task: query.get('does') ?? 'all' },
  };
}

/** What an address says of a filter; empty where it filters nothing. */
export function queryOf({
  text,
  state,
  type,
  task,
}: WorkerFilter): Record<'q' | 'state' | 'type' | 'does', string> {
  const named = (value: string) => (value === 'all' ? '' : value);
  return { q: text, state: named(state), type: named(type), does: named(task) };
}

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

/** What a worker can be asked for; empty where that is not known. */
export function tasksOf(row: WorkerRow): readonly string[] {
  return launchOf(row)?.tasks ?? [];
}

/** Everything that some workers can be asked for, sorted. */
export function allTasks(rows: readonly WorkerRow[]): string[] {
  return [...new Set(rows.flatMap(tasksOf))].sort();
}

/** The workers that have every word of the text and fit state, type and task; in the order given. */
export function filterWorkers(
  rows: readonly WorkerRow[],
  { text, state, type, task }: WorkerFilter,
): WorkerRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (state !== 'all' && row.state !== state) return false;
    if (type !== 'all' && typeOf(row) !== type) return false;
    if (task !== 'all' && !tasksOf(row).includes(task)) return false;
    const does = tasksOf(row).map(taskText);
    const searched = [row.id, row.name, row.metadata?.description, typeOf(row), ...does]
      .join(' ')
      .toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
