import type { CommandContext } from '../context.js';
import { printable } from '../event-reporter.js';
import { formatTable } from '../format-table.js';
import { install } from './install.js';

/** Prints the installed workers of which the registry has a newer version. */
export async function outdated({ openCatalog, print, tell, signal }: CommandContext): Promise<void> {
  const workers = await (await openCatalog()).outdated({ signal });
  if (workers.length === 0) return tell('Everything that is installed is as new as in the registry.');
  const rows = workers.map(({ workerId, current, availableVersion, pinned, obstacle }) =>
    [workerId, current.version, availableVersion, obstacle ?? (pinned ? 'chosen by hand' : '')].map(
      printable,
    ),
  );
  for (const line of formatTable([['WORKER', 'CURRENT', 'AVAILABLE', ''], ...rows])) print(line);
}

/** Installs the newer version of every outdated worker; those chosen by hand stay unless they are named. */
export async function upgrade(
  { workers: named, dryRun }: { readonly workers: readonly string[]; readonly dryRun?: boolean },
  context: CommandContext,
): Promise<void> {
  const found = await (await context.openCatalog()).outdated({ signal: context.signal });
  const wanted = found.filter(({ workerId, pinned }) =>
    named.length === 0 ? !pinned : named.includes(workerId),
  );
  if (wanted.length === 0) context.tell('There is nothing to upgrade.');
  for (const { workerId, current, availableVersion, obstacle } of wanted) {
    if (obstacle !== undefined) context.tell(`${workerId} ${availableVersion}: ${printable(obstacle)}`);
    else if (dryRun) context.print(`${workerId} ${current.version} would become ${availableVersion}`);
    else await install({ worker: workerId }, context);
  }
}
