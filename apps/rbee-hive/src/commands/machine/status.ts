import type { CommandContext } from '../../context.js';
import { isOver } from '../../daemon/find-process.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { requireFound } from '../../daemon/require-found.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addStatus: AddCommand = (program, run) => {
  command(program, {
    name: 'status',
    description: 'say whether the daemon runs, where, and what it runs; fails when it does not',
    examples: [['status --json', 'for a script']],
  }).action(() => run(status));
};

export interface DaemonStatus {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  /** The catalog's folder. */
  readonly root: string;
  readonly installed: number;
  /** Workers that run. */
  readonly running: readonly string[];
}

/** @throws CommandFailure `NO_DAEMON` */
async function status(context: CommandContext): Promise<DaemonStatus> {
  const { signal, print, openInstalled } = context;
  if (!context.isElsewhere) await requireFound(context);
  const daemon = await requireDaemon(context);
  const [processes, { root, pid }, installed] = await Promise.all([
    daemon.processes(signal),
    daemon.info(signal),
    (await openInstalled()).list({ signal }),
  ]);
  const { url, version } = daemon;
  const running = processes.filter((process) => !isOver(process)).map(({ worker }) => worker);
  const rows = [
    ['daemon', `${url}, process ${pid}, version ${version}`],
    ['catalog', root],
    ['installed', String(installed.length)],
    ['running', running.length === 0 ? 'nothing' : running.join(', ')],
  ];
  for (const line of await formatTable(rows.map((row) => row.map(printable)))) print(line);
  return { url, pid, version, root, installed: installed.length, running };
}
