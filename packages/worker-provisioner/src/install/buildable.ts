import type { FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import { diskReasons } from '../verdict/entry-reasons.js';
import { networkReasons } from '../verdict/recipe-reasons.js';
import { verdictProblem } from '../verdict/verdict-obstacles.js';
import { freeBytesOf } from '../verdict/worker-verdicts.js';
import type { ReadJob } from './provision-job.js';

/**
 * Looks for what only a build needs, and what is installed already does not: network that its entry names, and room.
 *
 * @throws ProvisionError `NETWORK_NEEDED`, `DISK_FULL`
 */
export async function requireBuildable(
  { catalog }: { readonly catalog: Pick<FilesystemCatalog<WorkerBinary>, 'root'> },
  { worker, host, request }: ReadJob,
): Promise<void> {
  const facts = { worker, host, settings: request, freeBytes: await freeBytesOf(catalog.root) };
  const reasons = [...networkReasons(facts), ...diskReasons(facts)];
  const problem = verdictProblem({ workerId: worker.id, reasons });
  if (problem !== undefined) throw problem;
}
