import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { parseCount } from '../options/option-parsers.js';
import { type FleetFlags, fleetOption, withFleet } from './with-fleet.js';

/** The most lines that a hive sends at once. */
const MAX_LINES = 2_000;

export const addFleetLogs: AddCommand = (program, run) => {
  program
    .command('logs')
    .description('show what the worker of a line printed on a hive')
    .argument('<hive>', 'its name')
    .argument('<line>', 'name of the line in the file')
    .option('-n, --lines <number>', 'how many lines, at most 2000', parseCount, 200)
    .addOption(fleetOption())
    .action((hive: string, line: string, flags: LogsFlags) =>
      run((context) => logs({ hive, line }, flags, context)),
    );
};

interface LogsFlags extends FleetFlags {
  readonly lines: number;
}

async function logs(
  { hive, line }: { readonly hive: string; readonly line: string },
  flags: LogsFlags,
  { print }: CommandContext,
) {
  const count = Math.min(flags.lines, MAX_LINES);
  const { lines, problem } = await withFleet(flags, (admin) => admin.logs(hive, line, count));
  if (problem !== undefined) {
    throw new CommandFailure({
      code: 'NOT_RUNNING',
      message: `${hive} has no log of ${line}: ${problem}.`,
      hint: 'rbee-hive fleet status lists what each hive runs.',
    });
  }
  for (const { time, line: text } of lines) print(`${printable(time)} ${printable(text)}`);
  return { hive, line, lines };
}
