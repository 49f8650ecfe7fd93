import type { CommandContext } from '../context.js';
import { printable } from '../event-reporter.js';
import { formatBytes } from '../format-bytes.js';
import { formatTable } from '../format-table.js';

/** Prints the installed workers; tells what in the catalog's folder is none. */
export async function list({ openCatalog, print, tell, signal, colors }: CommandContext): Promise<void> {
  const catalog = await openCatalog();
  const [workers, problems] = await Promise.all([catalog.list({ signal }), catalog.problems({ signal })]);
  if (workers.length === 0) tell('No workers are installed. rbee-hive available lists what there is.');
  const rows = workers.map((worker) =>
    [worker.id, worker.version, worker.workerType, formatBytes(worker.size)].map(printable),
  );
  if (rows.length > 0)
    for (const line of formatTable([['ID', 'VERSION', 'TYPE', 'SIZE'], ...rows])) print(line);
  for (const { message } of problems) tell(`${colors.yellow('problem')} ${printable(message)}`);
}
