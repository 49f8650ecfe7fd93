import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from '../../context.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import type { AddCommand } from '../command.js';

/** What a machine does that joins a fleet, or leaves it. */
export const addFleetJoin: AddCommand = (program, run) => {
  program
    .command('join')
    .description('let this machine be a hive of a fleet')
    .argument('<url>', 'of the server, as add-hive printed it')
    .requiredOption('--creds <file>', 'the file that add-hive made for this machine')
    .option('--label <name=value>', 'a label to choose it by, such as zone=attic', collectLabels)
    .action((url: string, flags: JoinFlags) => run((context) => join(url, flags, context)));
  program
    .command('leave')
    .description('let this machine be no hive of a fleet any longer; what runs goes on')
    .action(() => run(leave));
};

interface JoinFlags {
  readonly creds: string;
  readonly label?: Readonly<Record<string, string>>;
}

async function join(url: string, { creds, label }: JoinFlags, context: CommandContext) {
  const { tell, colors, stateDir } = context;
  const fleet = await import('rbee-hive-fleet');
  const credentialsFile = path.resolve(creds);
  const { credentials } = await fleet.join({
    stateDir,
    url,
    credentialsFile,
    ...(label && { labels: label }),
  });
  const isTaken = await tellDaemon(context);
  tell(
    `${colors.green('✓')} This machine is ${credentials.name} of the fleet at ${url}. Its own copy of the credentials is in ${stateDir}.`,
  );
  if (!isTaken) tell('It takes part when its daemon runs: rbee-hive up');
  return { hive: credentials.name, url, isRunning: isTaken };
}

async function leave(context: CommandContext) {
  const { tell, stateDir } = context;
  const fleet = await import('rbee-hive-fleet');
  const wasMember = await fleet.leave(stateDir);
  await tellDaemon(context);
  tell(
    wasMember
      ? 'This machine is in no fleet any longer. What runs goes on: rbee-hive ps lists it.'
      : 'This machine was in no fleet.',
  );
  return { wasMember };
}

/** Whether a daemon runs, and has taken it up. */
async function tellDaemon(context: CommandContext): Promise<boolean> {
  if ((await context.findDaemon()) === undefined) return false;
  await (await requireDaemon(context)).reloadFleet(context.signal);
  return true;
}

function collectLabels(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9._-]{0,62})=(.{0,63})$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...earlier, [name]: value };
  throw new InvalidArgumentError('Give a label as NAME=VALUE.');
}
