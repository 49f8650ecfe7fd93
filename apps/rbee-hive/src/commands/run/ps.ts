import type { WorkerProcess } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../../context.js';
import { isOver } from '../../daemon/find-process.js';
import { formatDuration } from '../../output/format-duration.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addPs: AddCommand = (program, run) => {
  command(program, {
    name: 'ps',
    description: 'list the workers that the daemon runs',
    examples: [['ps --all', 'also those that have ended']],
  })
    .option('--all', 'also those that have ended')
    .action((flags: { all?: boolean }) => run((context) => ps(flags, context)));
};

/** Prints the processes of the daemon. */
async function ps(
  { all = false }: { readonly all?: boolean },
  { findDaemon, signal, print, tell }: CommandContext,
): Promise<{ readonly processes: readonly WorkerProcess[] }> {
  const daemon = await findDaemon();
  if (daemon === undefined) {
    tell('No daemon is running, so no worker runs in the background. rbee-hive serve starts it.');
    return { processes: [] };
  }
  const processes = (await daemon.processes(signal)).filter((process) => all || !isOver(process));
  if (processes.length === 0) tell('No worker is running. rbee-hive spawn WORKER starts an installed one.');
  const rows = processes.map((process) =>
    [
      process.id,
      process.worker,
      stateOf(process),
      ageOf(process),
      String(process.pid ?? ''),
      process.url,
    ].map(printable),
  );
  if (rows.length > 0)
    for (const line of await formatTable([['ID', 'WORKER', 'STATE', 'SINCE', 'PID', 'URL'], ...rows]))
      print(line);
  return { processes };
}

function stateOf({ state, ending, restarts }: WorkerProcess): string {
  const how = [ending, restartsText(restarts)].filter(Boolean);
  return how.length === 0 ? state : `${state} (${how.join(', ')})`;
}

function restartsText(restarts: number): string | undefined {
  if (restarts === 0) return undefined;
  return restarts === 1 ? 'restarted once' : `restarted ${restarts} times`;
}

function ageOf({ startedAt, endedAt }: WorkerProcess): string {
  return formatDuration(Math.max(0, Date.now() - Date.parse(endedAt ?? startedAt)));
}
