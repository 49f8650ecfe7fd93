import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { reportRollout, summaryOf } from './apply.js';
import { type FleetFlags, fleetOption, withFleet } from './with-fleet.js';

/** The newest rollout: to look at, to hold, to go on with, to put back. */
export const addFleetRollout: AddCommand = (program, run) => {
  program
    .command('rollout')
    .description('show the newest rollout, or go on with it')
    .option('--resume', 'go on: it was paused, or the command that drove it ended')
    .addOption(fleetOption())
    .action((flags: RolloutFlags) =>
      run((context) => (flags.resume ? resume(flags, context) : show(flags, context))),
    );
  program
    .command('pause')
    .description('begin no further wave; the one that has begun goes on')
    .addOption(fleetOption())
    .action((flags: FleetFlags) => run((context) => pause(flags, context)));
  program
    .command('undo')
    .description('put back what the newest rollout changed, whether or not it has ended')
    .addOption(fleetOption())
    .action((flags: FleetFlags) => run((context) => undo(flags, context)));
};

interface RolloutFlags extends FleetFlags {
  readonly resume?: boolean;
}

async function show(flags: FleetFlags, { print, tell }: CommandContext) {
  const entry = await withFleet(flags, (admin) => admin.rollout());
  if (entry === undefined) {
    tell('There was no rollout so far.');
    return { rollout: undefined };
  }
  const { state, startedAt, waves, wave, reason } = entry.value;
  print(`${state}, began ${startedAt}`);
  for (const [index, hives] of waves.entries())
    print(
      printable(
        `  ${markOf(index, state === 'done' ? waves.length : wave)} wave ${index + 1}: ${hives.join(', ')}`,
      ),
    );
  if (reason !== undefined) print(printable(`  ${reason}`));
  return { rollout: summaryOf(entry.value) };
}

function markOf(index: number, wave: number): string {
  if (index === wave) return '>';
  return index < wave ? '✓' : ' ';
}

async function resume(flags: FleetFlags, context: CommandContext) {
  const { signal, onEvent } = context;
  const rollout = await withFleet(flags, (admin) => admin.resume({ signal, onEvent }));
  reportRollout(rollout, context);
  return { rollout: summaryOf(rollout) };
}

async function pause(flags: FleetFlags, context: CommandContext) {
  const rollout = await withFleet(flags, (admin) => admin.pause());
  reportRollout(rollout, context);
  return { rollout: summaryOf(rollout) };
}

async function undo(flags: FleetFlags, context: CommandContext) {
  const { signal, onEvent } = context;
  const rollout = await withFleet(flags, (admin) => admin.undo({ signal, onEvent }));
  reportRollout(rollout, context);
  return { rollout: summaryOf(rollout) };
}
