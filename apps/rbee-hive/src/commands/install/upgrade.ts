import type { OutdatedWorker } from '@rbee/worker-catalog';
import { WorkerUpgrade } from '@rbee/worker-catalog/operations';
import type { Command } from 'commander';
import type { InstallResult } from 'rbee-hive-daemon/api';
import { notInstalled } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { addBuildOptions, addKeepBuild, type BuildFlags, buildSettings } from '../options/build-options.js';
import { fieldOption } from '../options/field-option.js';
import { reportInstall } from './report-install.js';

interface UpgradeFlags extends BuildFlags {
  readonly dryRun?: boolean;
  readonly checkSources?: boolean;
}

export const addUpgrade: AddCommand = (program, run) => {
  const added = command(program, {
    name: 'upgrade',
    description:
      'install the newer version of what is outdated; a version chosen by hand only when it is named',
    examples: [
      ['upgrade --dry-run', 'what would be upgraded'],
      ['upgrade echo-worker-cpu', 'this one only, also when its version was chosen by hand'],
    ],
  })
    .addArgument(completes('installed', '[workers...]', 'ids of installed workers, without their versions'))
    .option('--dry-run', 'say what would be upgraded, and do nothing')
    .addOption(fieldOption('--check-sources', WorkerUpgrade.shape.checkSources))
    .action((workers: string[], { dryRun = false, checkSources, ...flags }: UpgradeFlags, self: Command) => {
      const build = { ...buildSettings(flags, self), ...(checkSources && { checkSources }) };
      return run((context) => upgrade({ workers, dryRun, build }, context));
    });
  addBuildOptions(added);
  addKeepBuild(added);
};

interface UpgradeOptions {
  readonly workers: readonly string[];
  readonly dryRun: boolean;
  readonly build: ReturnType<typeof buildSettings> & { readonly checkSources?: boolean };
}

export interface UpgradeResult {
  readonly upgraded: readonly InstallResult[];
  /** What was not upgraded although the registry has a newer version: this machine cannot have it, or `--dry-run`. */
  readonly left: readonly OutdatedWorker[];
}

/** Installs the newer version of every outdated worker; those chosen by hand stay unless they are named. */
async function upgrade(
  { workers: named, dryRun, build }: UpgradeOptions,
  context: CommandContext,
): Promise<UpgradeResult> {
  const wanted = await findWanted(named, build.checkSources, context);
  if (wanted.length === 0) context.tell('There is nothing to upgrade.');
  const isLeft = ({ obstacle }: OutdatedWorker) => dryRun || obstacle !== undefined;
  for (const worker of wanted.filter(isLeft)) reportLeft(worker, context);
  const upgraded: InstallResult[] = [];
  for (const { workerId } of wanted.filter((worker) => !isLeft(worker))) {
    const operation = { operation: 'worker_upgrade', worker: workerId, ...build } as const;
    upgraded.push(await reportInstall(() => context.perform(operation), context));
  }
  return { upgraded, left: wanted.filter(isLeft) };
}

/** @throws CommandFailure `NOT_INSTALLED` */
async function findWanted(
  named: readonly string[],
  checkSources: boolean | undefined,
  { openCatalog, signal, onEvent, tell }: CommandContext,
): Promise<readonly OutdatedWorker[]> {
  const catalog = await openCatalog({ asksForSources: true });
  const versions = await catalog.versions({ signal });
  const unknown = named.find((name) => versions.every(({ workerId }) => workerId !== name));
  if (unknown !== undefined)
    throw notInstalled(
      unknown,
      versions.map(({ current }) => current),
    );
  const found = await catalog.outdated({ checkSources, signal, onEvent });
  if (named.length > 0) return found.filter(({ workerId }) => named.includes(workerId));
  for (const worker of found) if (worker.pinned) tell(stays(worker));
  return found.filter(({ pinned }) => !pinned);
}

function stays({ workerId, current, availableVersion }: OutdatedWorker): string {
  return `${workerId} stays at ${current.version}, which was chosen by hand. To get ${printable(availableVersion)}: rbee-hive upgrade ${workerId}`;
}

function reportLeft(
  { workerId, current, availableVersion, obstacle }: OutdatedWorker,
  { tell, print }: CommandContext,
): void {
  if (obstacle !== undefined) tell(`${workerId} ${availableVersion}: ${printable(obstacle)}`);
  else print(`${workerId} ${current.version} would become ${availableVersion}`);
}
