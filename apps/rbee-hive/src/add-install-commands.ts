import { type Command, Option } from 'commander';
import { completes } from './completion/completers.js';
import type { HowToInstall, InstallTarget } from './hives/install-here.js';
import { DEFAULT_LOCKFILE } from './lockfile-name.js';
import { collectOrigins } from './option-parsers.js';
import type { AddCommands } from './program.js';

interface BuildFlags {
  readonly network?: boolean;
  readonly sandbox?: 'require' | 'prefer' | 'off';
}

interface InstallFlags extends BuildFlags {
  readonly trustLicenseOrigin?: readonly string[];
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly locked?: boolean;
  readonly backend?: string;
  readonly allowCpu?: boolean;
  readonly force?: boolean;
  readonly wait?: boolean;
  readonly as?: string;
  readonly lockfile: string;
}

/** The commands that install, and that say what installing would do. */
export const addInstallCommands: AddCommands = (program, run) => {
  const installing = program
    .command('install')
    .description('install a worker of the registry, or the one in a folder or at a URL with a PKGBUILD')
    .addArgument(
      completes('available', '[worker]', 'id of a worker in the registry, such as echo-worker-cpu'),
    )
    .option('--from <folder-or-url>', 'a folder or http(s) URL with a PKGBUILD: no registry is asked')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--force', 'rebuild and reinstall what is installed already')
    .option('--no-wait', 'fail when another process installs the same worker')
    .option('--locked', 'refuse anything but what the lockfile says; without a worker: all that it has')
    .option('--lockfile <file>', 'the lockfile', DEFAULT_LOCKFILE)
    .action((worker: string | undefined, flags: InstallFlags, command: Command) => {
      if (flags.locked) return installLockedBy(worker, flags, command);
      const target = targetOf(worker, flags, command);
      return run(async (context) => {
        if (flags.dryRun) return (await import('./commands/explain.js')).explain(target, context);
        return (await import('./commands/install.js')).install(target, context);
      });
    });
  const installLockedBy = (worker: string | undefined, flags: InstallFlags, command: Command) => {
    if (flags.from !== undefined || flags.dryRun || flags.backend !== undefined || flags.allowCpu)
      command.error('error: --locked goes without --from, --dry-run, --backend and --allow-cpu');
    const options = { worker, lockfile: flags.lockfile, ...howOf(flags) };
    return run(async (context) => (await import('./commands/lock.js')).installLocked(options, context));
  };
  addVariantOptions(installing);
  addBuildOptions(installing);
  addTrustOption(installing);

  program
    .command('lock')
    .description('record the exact sources of the installed workers in a lockfile')
    .option('--lockfile <file>', 'the lockfile', DEFAULT_LOCKFILE)
    .action((flags: { lockfile: string }) =>
      run(async (context) => (await import('./commands/lock.js')).lock(flags, context)),
    );

  const explaining = program
    .command('explain')
    .description('say what an installation would do, and why, without doing it')
    .addArgument(completes('available', '[worker]', 'id of a worker in the registry'))
    .option('--from <folder-or-url>', 'a folder or http(s) URL with a PKGBUILD')
    .option('--as <file>', 'for the hardware in this file, which rbee-hive hardware printed')
    .action((worker: string | undefined, flags: InstallFlags, command: Command) => {
      const target = { ...targetOf(worker, flags, command), as: flags.as };
      return run(async (context) => (await import('./commands/explain.js')).explain(target, context));
    });
  addVariantOptions(explaining);
  addTrustOption(explaining);

  const upgrading = program
    .command('upgrade')
    .description(
      'install the newer version of what is outdated; what was chosen by hand only when it is named',
    )
    .addArgument(completes('installed', '[workers...]', 'ids of installed workers, without their versions'))
    .option('--dry-run', 'say what would be upgraded, and do nothing')
    .action((workers: string[], { dryRun = false, ...build }: BuildFlags & { dryRun?: boolean }) =>
      run(async (context) =>
        (await import('./commands/outdated.js')).upgrade({ workers, dryRun, ...build }, context),
      ),
    );
  addBuildOptions(upgrading);
};

function addVariantOptions(command: Command): void {
  command
    .option('--backend <name>', 'of several variants only this one: cpu, cuda, metal, rocm, vulkan')
    .option('--allow-cpu', 'take the CPU on a machine whose GPU no variant can use');
}

function addBuildOptions(command: Command): void {
  command
    .option('--network', 'let the recipe use the network while it builds, as cargo wants')
    .addOption(
      new Option('--sandbox <mode>', 'run the recipe in a sandbox or not at all; where there is one; never')
        .choices(['require', 'prefer', 'off'])
        .default('prefer'),
    );
}

function addTrustOption(command: Command): void {
  command.option(
    '--trust-license-origin <origin>',
    'let this origin get your licence token this time; rbee-hive license trust does so for good',
    collectOrigins,
  );
}

function targetOf(worker: string | undefined, flags: InstallFlags, command: Command): InstallTarget {
  const { from, backend, allowCpu: allowCpuFallback } = flags;
  if (worker !== undefined && from === undefined)
    return { worker, backend, allowCpuFallback, ...howOf(flags) };
  if (worker === undefined && from !== undefined) return { from, ...howOf(flags) };
  return command.error('error: name a worker, or give --from, not both');
}

function howOf(flags: InstallFlags): HowToInstall {
  const { force, wait, network, sandbox, trustLicenseOrigin: licenseOrigins } = flags;
  return { force, wait, network, sandbox, ...(licenseOrigins && { licenseOrigins }) };
}
