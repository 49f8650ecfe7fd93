import { installFields, ownInstallFields, type WorkerInstall } from '@rbee/worker-catalog/operations';
import type { Command } from 'commander';
import type { InstallResult } from 'rbee-hive-daemon/api';
import { DEFAULT_LOCKFILE } from '../../catalog/lockfile-name.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command, type Run } from '../command.js';
import { addKeepBuild } from '../options/build-options.js';
import { fieldOption, helpOf } from '../options/field-option.js';
import { addTargetOptions, installOperation, type TargetFlags } from '../options/target-options.js';
import { explain } from './explain.js';
import { installLocked } from './install-locked.js';
import { reportInstall } from './report-install.js';
import { requireWanted, splitVersion, suggesting } from './wanted-worker.js';

interface InstallFlags extends TargetFlags {
  readonly dryRun?: boolean;
  readonly locked?: boolean;
  readonly lockfile: string;
}

export const addInstall: AddCommand = (program, run) => {
  const { worker, force } = installFields;
  const added = command(program, {
    name: 'install',
    description: 'install a worker of the registry, or the one in a folder or at a URL with a PKGBUILD',
    examples: [
      ['install echo-worker-cpu', 'a worker of the registry'],
      ['install whisper-cpp llama-cpp@0.5.0', 'several, one of them only in this version'],
      ['install llm-worker-rbee --backend cuda --network', 'one of its variants; cargo fetches crates'],
      ['install --from ./my-worker', 'the worker of a folder with a PKGBUILD'],
      ['install --locked', 'everything in rbee.lock.json, from the same bytes'],
    ],
  })
    .addArgument(
      completes(
        'available',
        '[workers...]',
        `${helpOf(worker)}; several, or one with the version that it has to have`,
      ),
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .addOption(fieldOption('--force', force))
    .option('--no-wait', 'fail when another process installs the same worker')
    .option('--locked', `${helpOf(ownInstallFields.locked)}; without a worker: all of the lockfile`)
    .option('--lockfile <file>', 'the lockfile', DEFAULT_LOCKFILE);
  addTargetOptions(added);
  addKeepBuild(added);
  added.action((ids: string[], flags: InstallFlags, self: Command) => act({ ids, flags, self }, run));
};

interface Invocation {
  readonly ids: readonly string[];
  readonly flags: InstallFlags;
  readonly self: Command;
}

function act({ ids, flags, self }: Invocation, run: Run): Promise<void> {
  const [id, ...more] = ids;
  if (more.length > 0 && (flags.locked || flags.dryRun))
    return self.error('error: --locked and --dry-run take one worker at a time');
  if (flags.locked) {
    if (flags.from !== undefined || flags.dryRun || flags.backend !== undefined || flags.allowCpu)
      return self.error(
        'error: --locked cannot be combined with --from, --dry-run, --backend or --allow-cpu',
      );
    const { operation: _name, worker: _locked, ...how } = installOperation(id ?? '', flags, self);
    return run((context) => installLocked({ ...how, worker: id, lockfile: flags.lockfile }, context));
  }
  const wanted = (id === undefined ? [undefined] : ids).map(splitVersion);
  const operations = wanted.map(({ worker }) => installOperation(worker, flags, self));
  const [first] = operations;
  return run(async (context) => {
    await requireWanted(wanted, context);
    if (flags.dryRun && first !== undefined) return explain({ operation: first }, context);
    const results: InstallResult[] = [];
    for (const operation of operations) results.push(await install(operation, context));
    // A script that installs one has its result as it always was.
    return results.length === 1 ? results[0] : { results };
  });
}

/** Installs a worker, reporting each step; prints the program's path. */
function install(operation: WorkerInstall, context: CommandContext): Promise<InstallResult> {
  return suggesting(operation.worker, context, () =>
    reportInstall(() => context.perform(operation), context),
  );
}
