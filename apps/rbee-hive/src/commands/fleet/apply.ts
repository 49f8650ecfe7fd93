import type { Rollout } from 'rbee-hive-fleet';
import type { CommandContext } from '../../context.js';
import type { AddCommand } from '../command.js';
import { readFile } from './read-file.js';
import { type FleetFlags, fleetOption, withFleet } from './with-fleet.js';

export const addFleetApply: AddCommand = (program, run) => {
  program
    .command('apply')
    .description(
      'make the fleet what a file says: one hive first, then wave by wave; it goes back by itself where a wave fails',
    )
    .argument('<file>', 'what should run where, such as fleet.yaml')
    .addOption(fleetOption())
    .action((file: string, flags: FleetFlags) => run((context) => apply(file, flags, context)));
};

async function apply(typed: string, flags: FleetFlags, context: CommandContext) {
  const { text, name } = await readFile(typed);
  const { signal, onEvent } = context;
  const rollout = await withFleet(flags, (admin) => admin.apply(text, name, { signal, onEvent }));
  reportRollout(rollout, context);
  return { rollout: rollout && summaryOf(rollout) };
}

/** What a rollout came to; `undefined` where nothing had to change. */
export function reportRollout(rollout: Rollout | undefined, { tell, colors }: CommandContext): void {
  if (rollout === undefined) return void tell('Nothing changes.');
  if (rollout.state === 'done')
    return void tell(`${colors.green('✓')} Done, ${namesOf(Object.keys(rollout.after))}: as wanted.`);
  if (rollout.state === 'reverted')
    return void tell(`${colors.green('✓')} Every hive has what it had before.`);
  tell(
    `The rollout is ${rollout.state}, at wave ${rollout.wave + 1} of ${rollout.waves.length}. rbee-hive fleet rollout --resume goes on.`,
  );
}

const SHOWN_HIVES = 20;

function namesOf(hives: readonly string[]): string {
  if (hives.length > SHOWN_HIVES) return `${hives.length} hives`;
  return hives.length === 1 ? `hive ${hives[0]}` : `hives ${hives.join(', ')}`;
}

/** A rollout without its lines. */
export function summaryOf({ id, state, startedAt, wave, waves, reason }: Rollout) {
  return { id, state, startedAt, wave, waves, ...(reason !== undefined && { reason }) };
}
