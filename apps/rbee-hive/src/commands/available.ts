import type { AvailableWorker } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';
import { printable } from '../event-reporter.js';
import { formatTable } from '../format-table.js';

/** Prints every worker of the registry with its state here, and the reason where it cannot be installed. */
export async function listAvailable({
  openCatalog,
  print,
  tell,
  signal,
  colors,
}: CommandContext): Promise<void> {
  const catalog = await openCatalog();
  const { workers, problems } = await catalog.available({ signal });
  const rows = workers.map((entry) =>
    [entry.worker.id, entry.worker.version, entry.state, remark(entry)].map(printable),
  );
  for (const line of formatTable([['ID', 'VERSION', 'STATE', ''], ...rows])) print(line);
  for (const problem of problems) tell(`${colors.yellow('left out')} ${printable(problem)}`);
}

function remark(entry: AvailableWorker): string {
  return entry.state === 'unsupported' ? entry.reason : entry.worker.name;
}
