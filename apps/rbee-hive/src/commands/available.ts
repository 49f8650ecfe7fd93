import type { AvailableWorker, AvailableWorkers } from '@rbee/worker-catalog';
import { askRegistry } from '../ask-registry.js';
import type { CommandContext } from '../context.js';
import { formatTable } from '../format-table.js';
import { printable } from '../printable.js';

/** Prints every worker of the registry with its state here, and the reason where it cannot be installed. */
export async function listAvailable(context: CommandContext): Promise<AvailableWorkers> {
  const { openCatalog, tell, colors } = context;
  const found = await (await openCatalog()).available(askRegistry(context));
  printWorkers(found.workers, context);
  for (const problem of found.problems) tell(`${colors.yellow('left out')} ${printable(problem)}`);
  return found;
}

/** As `listAvailable`, for those whose id, name or description has all of the words. */
export async function search(
  words: readonly string[],
  context: CommandContext,
): Promise<Pick<AvailableWorkers, 'workers'>> {
  const { workers: all } = await (await context.openCatalog()).available(askRegistry(context));
  const wanted = words.map((word) => word.toLowerCase());
  const workers = all.filter(({ worker: { id, name, description = '' } }) => {
    const text = `${id}\n${name}\n${description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  if (workers.length > 0) printWorkers(workers, context);
  else
    context.tell(
      `No worker of the registry has ${printable(words.join(' '))}. rbee-hive available lists all.`,
    );
  return { workers };
}

function printWorkers(workers: readonly AvailableWorker[], { print }: CommandContext): void {
  const rows = workers.map((entry) =>
    [entry.worker.id, entry.worker.version, entry.state, remark(entry)].map(printable),
  );
  for (const line of formatTable([['ID', 'VERSION', 'STATE', ''], ...rows])) print(line);
}

function remark(entry: AvailableWorker): string {
  return entry.state === 'unsupported' ? entry.reason : entry.worker.name;
}
