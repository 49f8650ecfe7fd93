import path from 'node:path';
import type { CommandContext } from '../../context.js';
import type { AddCommand } from '../command.js';
import { type FleetFlags, fleetOption, folderOf } from './with-fleet.js';

/** Who is in a fleet. */
export const addFleetMembers: AddCommand = (program, run) => {
  program
    .command('add-hive')
    .description('make credentials for a machine, and let it in')
    .argument('<name>', 'what it is called: small letters, digits and "-"')
    .option('--creds <file>', "where its credentials go (default: NAME.creds in the fleet's folder)")
    .addOption(fleetOption())
    .action((name: string, flags: AddFlags) => run((context) => add(name, flags, context)));
  program
    .command('remove-hive')
    .description("take a machine's credentials away; what runs there goes on")
    .argument('<name>', 'what it is called')
    .addOption(fleetOption())
    .action((name: string, flags: FleetFlags) => run((context) => remove(name, flags, context)));
};

interface AddFlags extends FleetFlags {
  readonly creds?: string;
}

async function add(name: string, flags: AddFlags, { tell, print, colors }: CommandContext) {
  const { addHives, credentialsFile } = await import('rbee-hive-fleet');
  const file = flags.creds === undefined ? credentialsFile(folderOf(flags), name) : path.resolve(flags.creds);
  const fleet = await addHives(folderOf(flags), [{ name, file }]);
  tell(
    `${colors.green('✓')} Made ${file}. Let the server read its configuration again: nats-server --signal reload`,
  );
  tell(`Then bring the file to ${name}, and there:`);
  print(`rbee-hive fleet join ${fleet.url} --creds ${path.basename(file)}`);
  return { hive: name, url: fleet.url, credentials: file };
}

async function remove(name: string, flags: FleetFlags, { tell, colors }: CommandContext) {
  const { removeHive } = await import('rbee-hive-fleet');
  await removeHive(folderOf(flags), name);
  tell(
    `${colors.green('✓')} ${name} is out as soon as the server reads its configuration again: nats-server --signal reload`,
  );
  return { removed: [name] };
}
