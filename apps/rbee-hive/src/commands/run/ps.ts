import type { PrunedProcesses, WorkerProcess } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../../context.js';
import { isOver } from '../../daemon/find-process.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { formatBytes } from '../../output/format-bytes.js';
import { formatDuration } from '../../output/format-duration.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addPs: AddCommand = (program, run) => {
  command(program, {
    name: 'ps',
    description: 'list the workers that the daemon runs',
    examples: [
      ['ps --all', 'also those that have ended'],
      ['ps --prune', 'forgets those that have ended, with their logs'],
    ],
  })
    .option('--all', 'also those that have ended')
    .option('--prune', 'forget those that have ended, with their logs')
    .action((flags: PsFlags) => run((context) => (flags.prune ? prune(context) : ps(flags, context))));
};

interface PsFlags {
  readonly all?: boolean;
  readonly prune?: boolean;
}

async function prune(context: CommandContext): Promise<PrunedProcesses> {
  const pruned = await (await requireDaemon(context)).pruneProcesses(context.signal);
  const count = pruned.removed.length === 1 ? 'One process' : `${pruned.removed.length} processes`;
  context.tell(`${count} that had ended: forgotten, ${formatBytes(pruned.bytes)} are free.`);
  return pruned;
}

/** Prints the processes of the daemon. */
async function ps(
  { all = false }: PsFlags,
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
      process.name === undefined ? process.worker : `${process.worker} (${process.name})`,
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
