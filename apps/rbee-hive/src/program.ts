import { Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { listAvailable } from './commands/available.js';
import { explain } from './commands/explain.js';
import { hardware } from './commands/hardware.js';
import { type InstallTarget, install } from './commands/install.js';
import { list } from './commands/list.js';
import { installLocked, lock } from './commands/lock.js';
import { outdated, upgrade } from './commands/outdated.js';
import { remove } from './commands/remove.js';
import { show } from './commands/show.js';
import { DEFAULT_QUEEN_URL, spawn } from './commands/spawn.js';
import { type PruneFlags, prune, repair, rollback, select, verify } from './commands/versions.js';
import type { CommandContext } from './context.js';
import { DEFAULT_LOCKFILE } from './lockfile.js';

/** The command line. Errors are thrown, never printed or exited with. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('rbee-hive')
    .description('Install inference workers on this machine, list them, and start them.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.tell(text.trimEnd()),
    })
    .showHelpAfterError('(rbee-hive --help lists the commands)');

  addInstallCommands(program, context);
  addVersionCommands(program, context);
  program
    .command('available')
    .description('list the workers of the registry and whether this machine can have them')
    .action(() => listAvailable(context));
  program
    .command('list')
    .description('list the installed workers')
    .action(() => list(context));
  program
    .command('show')
    .description('show all that is known of an installed worker')
    .argument('<worker>', 'id of an installed worker, with or without its version')
    .action((worker: string) => show(worker, context));
  program
    .command('remove')
    .description('remove an installed worker and its files')
    .argument('<worker>', 'id of an installed worker, with or without its version')
    .action((worker: string) => remove(worker, context));
  program
    .command('spawn')
    .description('start an installed worker, wait until it is healthy, and keep it running until Ctrl-C')
    .argument('<worker>', 'id of an installed worker, with or without its version')
    .option('--port <number>', 'port it listens on (default: a free one)', parsePort)
    .option('--queen-url <url>', 'where it sends its heartbeat', parseHttpUrl, DEFAULT_QUEEN_URL)
    .option('--ready-timeout <seconds>', 'how long it may take to become healthy', parseSeconds, 60)
    .action((worker: string, options: SpawnFlags) => spawn(worker, options, context));
  return program;
}

interface InstallFlags {
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly locked?: boolean;
  readonly backend?: string;
  readonly allowCpu?: boolean;
  readonly force?: boolean;
  readonly network?: boolean;
  readonly sandbox?: 'require' | 'prefer' | 'off';
  readonly wait?: boolean;
  readonly as?: string;
  readonly lockfile: string;
}

function addInstallCommands(program: Command, context: CommandContext): void {
  const targetOf = (worker: string | undefined, flags: InstallFlags, command: Command): InstallTarget => {
    const { from, backend, allowCpu: allowCpuFallback, force, wait, network, sandbox } = flags;
    if ((worker === undefined) === (from === undefined))
      command.error('error: name a worker, or give --from, not both');
    const how = { force, wait, network, sandbox };
    return from === undefined
      ? { worker: worker ?? '', backend, allowCpuFallback, ...how }
      : { from, ...how };
  };
  program
    .command('install')
    .description('install a worker of the registry, or the one in a folder or at a URL with a PKGBUILD')
    .argument('[worker]', 'id of a worker in the registry, such as echo-worker-cpu')
    .option('--from <folder-or-url>', 'a folder or http(s) URL with a PKGBUILD: no registry is asked')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--backend <name>', 'of several variants only this one: cpu, cuda, metal, rocm, vulkan')
    .option('--allow-cpu', 'take the CPU on a machine whose GPU no variant can use')
    .option('--force', 'build and install anew what is installed already')
    .option('--no-wait', 'fail when another process installs the same worker')
    .option('--network', 'let the recipe use the network while it builds, as cargo wants')
    .addOption(
      new Option('--sandbox <mode>', 'whether the recipe runs in a sandbox')
        .choices(['require', 'prefer', 'off'])
        .default('prefer'),
    )
    .option('--locked', 'refuse anything but what the lockfile says; without a worker: all that it has')
    .option('--lockfile <file>', 'the lockfile', DEFAULT_LOCKFILE)
    .action((worker: string | undefined, flags: InstallFlags, command: Command) => {
      if (flags.locked) {
        if (flags.from !== undefined || flags.dryRun)
          command.error('error: --locked goes with a worker alone');
        const { lockfile, force, wait, network, sandbox } = flags;
        return installLocked({ worker, lockfile, force, wait, network, sandbox }, context);
      }
      const target = targetOf(worker, flags, command);
      return flags.dryRun ? explain(target, context) : install(target, context);
    });
  program
    .command('lock')
    .description('write down from which bytes the installed workers were made')
    .option('--lockfile <file>', 'the lockfile', DEFAULT_LOCKFILE)
    .action((flags: { lockfile: string }) => lock(flags, context));
  program
    .command('explain')
    .description('say what an installation would do, and why, without doing it')
    .argument('[worker]', 'id of a worker in the registry')
    .option('--from <folder-or-url>', 'a folder or http(s) URL with a PKGBUILD')
    .option('--backend <name>', 'of several variants only this one: cpu, cuda, metal, rocm, vulkan')
    .option('--allow-cpu', 'take the CPU on a machine whose GPU no variant can use')
    .option('--as <file>', 'for the hardware in this file, which rbee-hive hardware printed')
    .action((worker: string | undefined, flags: InstallFlags, command: Command) =>
      explain({ ...targetOf(worker, flags, command), as: flags.as }, context),
    );
}

function addVersionCommands(program: Command, context: CommandContext): void {
  program
    .command('hardware')
    .description("print what is known of this machine's hardware, as JSON")
    .action(() => hardware(context));
  program
    .command('outdated')
    .description('list the installed workers of which the registry has a newer version')
    .action(() => outdated(context));
  program
    .command('upgrade')
    .description(
      'install the newer version of what is outdated; what was chosen by hand only when it is named',
    )
    .argument('[workers...]', 'ids of installed workers, without their versions')
    .option('--dry-run', 'say what would be upgraded, and do nothing')
    .action((workers: string[], { dryRun = false }: { dryRun?: boolean }) =>
      upgrade({ workers, dryRun }, context),
    );
  program
    .command('rollback')
    .description('let the next older installed version of a worker count')
    .argument('<worker>', 'id of an installed worker, without its version')
    .action((worker: string) => rollback(worker, context));
  program
    .command('select')
    .description('let one installed version of a worker count')
    .argument('<id>', 'full id of an installed worker, with its version')
    .action((id: string) => select(id, context));
  program
    .command('prune')
    .description('remove old versions of every worker')
    .option('--keep <number>', 'how many versions of each worker stay', parseCount, 1)
    .option('--dry-run', 'say what would be removed, and do nothing')
    .action((flags: PruneFlags) => prune(flags, context));
  program
    .command('repair')
    .description('remove what installations that died left behind')
    .action(() => repair(context));
  program
    .command('verify')
    .description('read the installed programs again and compare them with their records')
    .argument('[worker]', 'id of an installed worker (default: all)')
    .action((worker: string | undefined) => verify(worker, context));
}

interface SpawnFlags {
  readonly port?: number;
  readonly queenUrl: string;
  readonly readyTimeout: number;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Give a number of seconds, at most 86400.');
}

function parseHttpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an http or https URL.');
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number, at least 1.');
}
