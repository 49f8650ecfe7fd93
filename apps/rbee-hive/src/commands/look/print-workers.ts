import type { AvailableWorker } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';

/** Prints workers of the registry with their state here, and the reason where one cannot be installed. */
export async function printWorkers(
  workers: readonly AvailableWorker[],
  { print }: CommandContext,
): Promise<void> {
  const rows = workers.map((entry) =>
    [entry.worker.id, entry.worker.version, entry.state, remark(entry)].map(printable),
  );
  for (const line of await formatTable([['ID', 'VERSION', 'STATE', ''], ...rows])) print(line);
}

function remark({ reason, worker }: AvailableWorker): string {
  const text = reason ?? worker.name;
  return worker.example === true ? `(an example) ${text}` : text;
}
