import type { ProcessState, WorkerProcess, WorkerRow } from 'rbee-hive-daemon/api';

const OVER: ReadonlySet<ProcessState> = new Set(['stopped', 'crashed', 'lost']);

/** Whether a process has ended for good. */
export function isOver({ state }: Pick<WorkerProcess, 'state'>): boolean {
  return OVER.has(state);
}

/** What a process's state means, where its name does not say it all. */
export function explainState({ state, ending, restarts }: WorkerProcess): string | undefined {
  switch (state) {
    case 'starting':
      return 'It has not responded to /health yet.';
    case 'unhealthy':
      return 'It runs, but does not respond to /health.';
    case 'restarting':
      return `It ended${ending === undefined ? '' : ` with ${ending}`} and is started again after a pause.`;
    case 'crashed':
      return `It ended by itself${ending === undefined ? '' : `: ${ending}`}.`;
    case 'lost':
      return 'The hive that started it has ended, and the process no longer exists.';
    case 'healthy':
      return restarts === 0 ? undefined : `Restarted ${restarts} time${restarts === 1 ? '' : 's'}.`;
    default:
      return ending;
  }
}

/** What people call a process: its worker's name; its id, where no row has it any more. */
export function processName(
  { worker }: Pick<WorkerProcess, 'worker'>,
  rows: readonly WorkerRow[] = [],
): string {
  const row = rows.find(({ installed }) => installed?.versions.some(({ id }) => id === worker));
  return row?.name ?? worker;
}
