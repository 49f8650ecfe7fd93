import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { CommandFailure } from '../errors.js';

const END_STATES: ReadonlySet<string> = new Set(['stopped', 'crashed', 'lost']);

export function isOver({ state }: WorkerProcess): boolean {
  return END_STATES.has(state);
}

/**
 * The process that a person means: by its id or the beginning of it, by its name, by the full id of its worker, or by that id without
 * the version.
 *
 * @param which `running`: only those that run, and only when it is a single one. `newest`: of several the newest.
 * @throws CommandFailure `NOT_RUNNING`, `SEVERAL_RUNNING`
 */
export function findProcess(
  processes: readonly WorkerProcess[],
  name: string,
  which: 'running' | 'newest',
): WorkerProcess {
  const exact =
    processes.find(({ id }) => id === name) ??
    processes.find((process) => process.name === name && !isOver(process)) ??
    processes.find((process) => process.name === name && which === 'newest');
  if (exact !== undefined) return exact;
  const eligible = processes.filter((process) => which === 'newest' || !isOver(process));
  const ofWorker = eligible.filter(({ worker }) => worker === name || worker.startsWith(`${name}-v`));
  const candidates = (ofWorker.length > 0 ? ofWorker : eligible.filter(({ id }) => id.startsWith(name))).sort(
    (a, b) => (a.startedAt < b.startedAt ? 1 : -1),
  );
  const [newest] = candidates;
  if (newest === undefined) throw notRunning(processes, name);
  // The newest of one worker, but not of whatever begins so.
  if (candidates.length === 1 || (which === 'newest' && ofWorker.length > 0)) return newest;
  throw new CommandFailure({
    code: 'SEVERAL_RUNNING',
    message: `Several processes match ${JSON.stringify(name)}.`,
    hint: `Name one of them: ${candidates.map(({ id }) => id).join(', ')}.`,
  });
}

function notRunning(processes: readonly WorkerProcess[], name: string): CommandFailure {
  const running = processes.filter((process) => !isOver(process));
  return new CommandFailure({
    code: 'NOT_RUNNING',
    message: `The daemon runs no process or worker called ${JSON.stringify(name)}.`,
    hint:
      running.length === 0
        ? 'Nothing is running.'
        : `Running: ${running.map(({ id, worker }) => `${id} (${worker})`).join(', ')}.`,
  });
}
