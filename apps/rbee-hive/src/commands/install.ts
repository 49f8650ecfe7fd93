import type { InstallResult } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import { formatDuration } from '../format-duration.js';
import { type InstallTarget, installHere } from '../hives/install-here.js';
import { printable } from '../printable.js';

/** Installs a worker, telling each step; prints the program's path. */
export async function install(target: InstallTarget, context: CommandContext): Promise<InstallResult> {
  return tellInstalled(() => perform(target, context), context);
}

/** A folder, a lock, not waiting and a trust for once are beyond the daemon: then this process does it. */
async function perform(target: InstallTarget, context: CommandContext): Promise<InstallResult> {
  const { licenseOrigins } = target;
  const isBeyond = 'from' in target || target.locked !== undefined || target.wait === false;
  if (isBeyond || licenseOrigins !== undefined)
    return installHere(await context.openCatalog({ licenseOrigins }), target, context);
  const { wait: _waits, locked: _none, licenseOrigins: _trusted, ...operation } = target;
  const hive = await context.openHive();
  return hive.run({ operation: 'worker_install', ...operation }, context);
}

/** Tells how an installation ended, and prints the program's path. */
export async function tellInstalled(
  perform: () => Promise<InstallResult>,
  { tell, print, colors }: CommandContext,
): Promise<InstallResult> {
  const startedAt = performance.now();
  const result = await perform();
  const { id, catalogId, path } = result.installed;
  tell(
    result.wasInstalled
      ? `${colors.green('✓')} ${id} is installed already.`
      : `${colors.green('✓')} Installed ${id} in ${formatDuration(performance.now() - startedAt)}. Start it with: rbee-hive spawn ${catalogId ?? id}`,
  );
  tellUnguarded(result, { tell, colors });
  print(path);
  return result;
}

/** A build that could do all that the user may do is said, with the reason and what to do about it. */
function tellUnguarded(
  { installed, wasInstalled }: InstallResult,
  { tell, colors }: Pick<CommandContext, 'tell' | 'colors'>,
): void {
  const { guard, guardReason } = installed.provenance ?? {};
  // Without a reason it is what the user asked for.
  if (wasInstalled || guard !== 'none' || guardReason === undefined) return;
  tell(
    `${colors.yellow('warning')} Its recipe ran without a sandbox: ${printable(guardReason)} rbee-hive doctor says what to do; --sandbox require refuses to install so.`,
  );
}
