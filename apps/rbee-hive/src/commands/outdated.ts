import type { OutdatedWorker } from '@rbee/worker-catalog';
import type { BuildSettings, InstallResult } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import { notInstalled } from '../find-installed-worker.js';
import { formatTable } from '../format-table.js';
import { printable } from '../printable.js';
import { tellInstalled } from './install.js';

export interface OutdatedList {
  readonly outdated: readonly OutdatedWorker[];
}

/** Prints the installed workers of which the registry has a newer version. */
export async function outdated(context: CommandContext): Promise<OutdatedList> {
  const { openCatalog, print, tell, signal, onEvent } = context;
  const workers = await (await openCatalog()).outdated({ signal, onEvent });
  if (workers.length === 0) tell('Everything that is installed is as new as in the registry.');
  const rows = workers.map(({ workerId, current, availableVersion, pinned, obstacle }) =>
    [workerId, current.version, availableVersion, obstacle ?? (pinned ? 'chosen by hand' : '')].map(
      printable,
    ),
  );
  if (rows.length > 0)
    for (const line of formatTable([['WORKER', 'CURRENT', 'AVAILABLE', ''], ...rows])) print(line);
  return { outdated: workers };
}

export interface UpgradeOptions extends BuildSettings {
  readonly workers: readonly string[];
  readonly dryRun: boolean;
}

export interface UpgradeResult {
  readonly upgraded: readonly InstallResult[];
  /** What was not upgraded although the registry has a newer version: this machine cannot have it, or `--dry-run`. */
  readonly left: readonly OutdatedWorker[];
}

/** Installs the newer version of every outdated worker; those chosen by hand stay unless they are named. */
export async function upgrade(
  { workers: named, dryRun, ...build }: UpgradeOptions,
  context: CommandContext,
): Promise<UpgradeResult> {
  const wanted = await findWanted(named, context);
  if (wanted.length === 0) context.tell('There is nothing to upgrade.');
  const isLeft = ({ obstacle }: OutdatedWorker) => dryRun || obstacle !== undefined;
  for (const worker of wanted.filter(isLeft)) tellLeft(worker, context);
  const upgraded: InstallResult[] = [];
  for (const { workerId } of wanted.filter((worker) => !isLeft(worker))) {
    const hive = await context.openHive();
    const operation = { operation: 'worker_upgrade', worker: workerId, ...build } as const;
    upgraded.push(await tellInstalled(() => hive.run(operation, context), context));
  }
  return { upgraded, left: wanted.filter(isLeft) };
}

/** @throws CommandFailure `NOT_INSTALLED` */
async function findWanted(
  named: readonly string[],
  { openCatalog, signal, onEvent, tell }: CommandContext,
): Promise<readonly OutdatedWorker[]> {
  const catalog = await openCatalog();
  const versions = await catalog.versions({ signal });
  const unknown = named.find((name) => versions.every(({ workerId }) => workerId !== name));
  if (unknown !== undefined)
    throw notInstalled(
      unknown,
      versions.map(({ current }) => current),
    );
  const found = await catalog.outdated({ signal, onEvent });
  if (named.length > 0) return found.filter(({ workerId }) => named.includes(workerId));
  for (const worker of found) if (worker.pinned) tell(stays(worker));
  return found.filter(({ pinned }) => !pinned);
}

function stays({ workerId, current, availableVersion }: OutdatedWorker): string {
  return `${workerId} stays at ${current.version}, which was chosen by hand. To have ${printable(availableVersion)}: rbee-hive upgrade ${workerId}`;
}

function tellLeft(
  { workerId, current, availableVersion, obstacle }: OutdatedWorker,
  { tell, print }: CommandContext,
): void {
  if (obstacle !== undefined) tell(`${workerId} ${availableVersion}: ${printable(obstacle)}`);
  else print(`${workerId} ${current.version} would become ${availableVersion}`);
}
