import type { FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { requireWorkerId } from '../registry/worker-id.js';
import { requireTargetHere } from '../target/target.js';
import { build } from './build.js';
import { choose } from './choose.js';
import { fetchInto } from './fetch-into.js';
import { findInstalled, requireSameRecipe } from './find-installed.js';
import { lock } from './lock.js';
import { place, type Replaced } from './place.js';
import { prove } from './prove.js';
import type { ProvisionRequest, ReadJob } from './provision-job.js';
import { read } from './read.js';
import { createReporter } from './reporter.js';
import { tree } from './tree.js';

/** From a worker's id to its program in the catalog's folder. Whatever goes wrong, only a finished worker stays. */
export async function provisionWorker(
  context: ProvisionContext,
  request: ProvisionRequest,
): Promise<WorkerBinary> {
  requireWorkerId(request.id);
  const host = requireTargetHere(context);
  request.signal?.throwIfAborted();
  const report = createReporter({ jobId: request.jobId, workerId: request.id }, request);
  const chosen = await choose({ ...context, host }, { request, report, host, startedAt: context.now() });
  const job = await read(chosen);
  const { usable } = await findInstalled(context, job);
  return usable ?? lock(context, job, () => provisionAlone(context, job));
}

/** The rest of it, while no other job installs this worker: the previous holder of the lock may have made it. */
async function provisionAlone(context: ProvisionContext, job: ReadJob): Promise<WorkerBinary> {
  const { usable, ...found } = await findInstalled(context, job);
  if (usable !== undefined) return usable;
  for (const source of found.moved) job.report.emit({ type: 'source-moved', ...source });
  requireSameRecipe(job, found);
  await context.catalog.sweep({ signal: job.request.signal });
  return inStagingFolder(context.catalog, job, (folder) => make(context, { job, folder, replaced: found }));
}

/** Everything that is made below one private folder, which is gone afterwards. */
async function make(
  context: ProvisionContext,
  { job, folder, replaced }: { readonly job: ReadJob; readonly folder: string; readonly replaced: Replaced },
): Promise<WorkerBinary> {
  const fetched = await fetchInto(context, job, folder);
  const built = await build(context, fetched);
  const packed = await tree(built);
  await prove(context, packed);
  return place(context, packed, replaced);
}

async function inStagingFolder<T>(
  catalog: FilesystemCatalog<WorkerBinary>,
  { request: { signal } }: ReadJob,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const staging = await catalog.createStagingFolder({ signal });
  try {
    return await work(staging.path);
  } finally {
    await staging.dispose();
  }
}
