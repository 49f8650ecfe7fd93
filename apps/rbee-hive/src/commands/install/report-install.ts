import type { InstallResult } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../../context.js';
import { formatDuration } from '../../output/format-duration.js';
import { printable } from '../../output/printable.js';

/** Says how an installation ended, and prints the program's path. */
export async function reportInstall(
  perform: () => Promise<InstallResult>,
  { tell, print, colors }: CommandContext,
): Promise<InstallResult> {
  const startedAt = performance.now();
  const result = await perform();
  const { id, catalogId, path } = result.installed;
  tell(
    result.wasInstalled
      ? `${colors.green('✓')} ${id} is already installed.`
      : `${colors.green('✓')} Installed ${id} in ${formatDuration(performance.now() - startedAt)}. Start it with: rbee-hive spawn ${catalogId ?? id}`,
  );
  reportUnguarded(result, { tell, colors });
  print(path);
  return result;
}

/** Warns of a build that could do everything that the user may do, with the reason and what to do about it. */
function reportUnguarded(
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
