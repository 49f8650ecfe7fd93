import type { FleetPlan, LineChange } from 'rbee-hive-fleet';
import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { readFile } from './read-file.js';
import { type FleetFlags, fleetOption, withFleet } from './with-fleet.js';

export const addFleetPlan: AddCommand = (program, run) => {
  program
    .command('plan')
    .description('say what a file would change on each hive, and which cannot, and why; nothing is changed')
    .argument('<file>', 'what should run where, such as fleet.yaml')
    .addOption(fleetOption())
    .action((file: string, flags: FleetFlags) => run((context) => plan(file, flags, context)));
};

async function plan(typed: string, flags: FleetFlags, { signal, print }: CommandContext): Promise<FleetPlan> {
  const { text, name } = await readFile(typed);
  const made = await withFleet(flags, (admin) => admin.plan(text, name, signal));
  for (const line of planLines(made)) print(printable(line));
  return made;
}

const SIGNS: Readonly<Record<LineChange['change'], string>> = {
  add: '+',
  remove: '-',
  change: '~',
  keep: ' ',
};

function planLines({ hives, lines }: FleetPlan): string[] {
  return [
    ...hives.flatMap(({ hive, changes }) => [
      `${hive}${changes.every(({ change }) => change === 'keep') ? '  (nothing changes)' : ''}`,
      ...changes.map(
        ({ line, change, detail }) =>
          `  ${SIGNS[change]} ${line}${detail === undefined ? '' : `: ${detail}`}`,
      ),
    ]),
    ...lines.flatMap(({ name, replicas, placed, cannot, leftOut, missing }) => [
      `${name}: ${placed.length === 0 ? 'nowhere' : `on ${placed.join(', ')}`}${missing > 0 ? `, ${missing} of ${replicas} without a place` : ''}`,
      ...cannot.map(({ hive, reasons }) => `  ${hive} cannot: ${reasons.join('; ')}`),
      ...leftOut.map(({ hive, reasons }) => `  ${hive} is not chosen: ${reasons.join('; ')}`),
    ]),
  ];
}
