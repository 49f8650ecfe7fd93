import path from 'node:path';
import type { CommandContext } from '../../context.js';
import type { AddCommand } from '../command.js';
import { collect, parsePort } from '../options/option-parsers.js';

export const addFleetInit: AddCommand = (program, run) => {
  program
    .command('init')
    .description(
      'make a fleet: keys, certificates and the configuration of its server, in a folder of its own',
    )
    .argument('<folder>', 'an empty folder, or one that is not there')
    .option(
      '--host <name>',
      'a name or address by which hives reach the server (default: 127.0.0.1)',
      collect,
    )
    .option('--port <number>', 'the port of the server', parsePort, 4222)
    .action((folder: string, flags: InitFlags) => run((context) => init(folder, flags, context)));
};

interface InitFlags {
  readonly host?: readonly string[];
  readonly port: number;
}

async function init(typed: string, { host, port }: InitFlags, { tell, print, colors }: CommandContext) {
  const { initFleet } = await import('rbee-hive-fleet');
  const { folder, url, serverConfigFile } = await initFleet(path.resolve(typed), {
    port,
    ...(host !== undefined && { hosts: host }),
  });
  tell(
    `${colors.green('✓')} Made a fleet in ${folder}, whose server is to be at ${url}. Keep the folder to yourself: it has the keys.`,
  );
  tell('Start the server (Debian: apt install nats-server; in use, version 2.11.16 or newer):');
  print(`nats-server -c ${serverConfigFile}`);
  return { folder, url, serverConfig: serverConfigFile };
}
