import type { LogLine } from 'rbee-hive-daemon/api';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { findProcess } from '../../daemon/find-process.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { parseCount } from '../options/option-parsers.js';
import { followProcess } from './follow-process.js';

/** The most lines that the daemon returns at once. */
const MAX_LINES = 10_000;

export const addLogs: AddCommand = (program, run) => {
  command(program, {
    name: 'logs',
    description: 'show what a worker that the daemon runs or ran has printed',
    examples: [['logs -f -n 20 echo-worker-cpu', 'the last 20 lines, and new ones as they come']],
  })
    .addArgument(completes('process', '<worker>', 'id of a process, or of a worker: its newest process'))
    .option('-f, --follow', 'go on until it ends')
    .option('-n, --lines <number>', 'how many lines, at most 10000', parseCount, 200)
    .action((name: string, flags: LogFlags) => run((context) => logs(name, flags, context)));
};

interface LogFlags {
  readonly follow?: boolean;
  readonly lines: number;
}

/** Prints what a process of the daemon printed; with `follow` until it ends. */
async function logs(
  name: string,
  { follow = false, lines: count }: LogFlags,
  context: CommandContext,
): Promise<{ readonly process: string; readonly lines: readonly LogLine[] }> {
  const { signal } = context;
  const daemon = await requireDaemon(context);
  const process = findProcess(await daemon.processes(signal), name, 'newest');
  const lines = await daemon.logs(process.id, { lines: Math.min(count, MAX_LINES), signal });
  for (const line of lines) context.print(printable(line.line));
  if (follow) await followProcess(daemon, { process, after: lines.at(-1)?.seq }, context);
  return { process: process.id, lines };
}
