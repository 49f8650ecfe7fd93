import type { WorkerProcess, WorkerRow } from 'rbee-hive-daemon/api';

/** What something is called, by its id. */
export type NameOf = (id: string) => string;

type NamedProcess = Pick<WorkerProcess, 'id' | 'worker' | 'name'>;

/** The names of workers, with or without their versions, and of processes; what is not among them is its own name. */
export function namesOf(
  rows: readonly Pick<WorkerRow, 'id' | 'name' | 'installed'>[],
  processes: readonly NamedProcess[] = [],
): NameOf {
  const names = new Map<string, string>();
  for (const { id, name, installed } of rows) {
    names.set(id, name);
    for (const version of installed?.versions ?? []) names.set(version.id, `${name} ${version.version}`);
  }
  for (const { id, worker, name } of processes) names.set(id, name ?? names.get(worker) ?? worker);
  return (id) => names.get(id) ?? id;
}
