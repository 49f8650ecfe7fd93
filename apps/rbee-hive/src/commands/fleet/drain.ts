import type { CommandContext } from '../../context.js';
import type { AddCommand } from '../command.js';
import { reportRollout, summaryOf } from './apply.js';
import { type FleetFlags, fleetOption, withFleet } from './with-fleet.js';

export const addFleetDrain: AddCommand = (program, run) => {
  program
    .command('drain')
    .description('move what a hive runs to others, such as before its machine is serviced')
    .argument('<hive>', 'its name')
    .option('--off', 'let it run something again')
    .addOption(fleetOption())
    .action((hive: string, flags: DrainFlags) => run((context) => drain(hive, flags, context)));
};

interface DrainFlags extends FleetFlags {
  readonly off?: boolean;
}

async function drain(hive: string, flags: DrainFlags, context: CommandContext) {
  const { signal, onEvent, tell } = context;
  const isDrained = flags.off !== true;
  const rollout = await withFleet(flags, (admin) => admin.drain(hive, isDrained, { signal, onEvent }));
  reportRollout(rollout, context);
  tell(
    isDrained
      ? `${hive} gets nothing new until rbee-hive fleet drain ${hive} --off.`
      : `${hive} may run something again.`,
  );
  return { hive, isDrained, rollout: rollout && summaryOf(rollout) };
}
