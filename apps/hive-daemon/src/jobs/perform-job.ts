import type { ModelCatalog } from '@rbee/model-catalog';
import { ownRecipeOf } from '@rbee/worker-catalog';
import type { JobResult } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import { withLayers } from '../gateway/worker-host.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import type { SettingsShelf } from '../processes/settings/settings-shelf.js';
import type { OperationContext, PerformJob } from './job-runner.js';
import { type GuardInit, performGuarded } from './perform-guarded.js';
import { performModelJob } from './perform-model-job.js';

export interface PerformJobInit extends GuardInit {
  readonly models?: ModelCatalog | undefined;
  readonly processes: ProcessKeeper;
  readonly settings: SettingsShelf;
}

/** Does what a job asks for: the catalog its own operations, the keeper of processes the others. */
export function createPerformJob(init: PerformJobInit): PerformJob {
  return (operation, context) => perform(operation, context, init);
}

async function perform(
  operation: Operation,
  context: OperationContext,
  init: PerformJobInit,
): Promise<JobResult> {
  const { jobId, signal, tell } = context;
  const { catalog, models, processes } = init;
  switch (operation.operation) {
    case 'worker_spawn': {
      const { id } = await catalog.requireInstalled(operation.worker, { signal });
      const { worker } = await catalog.checkBeforeSpawn(id, { signal });
      const request = init.settings.complete(worker, operation);
      const process = await processes.spawn(worker, await withLayers(worker, request, catalog), signal);
      // What it was started with could not be kept: it runs all the same.
      await init.settings.keep(worker, request, new Date()).catch(() => undefined);
      return { process };
    }
    case 'worker_stop':
      return { process: await processes.stop(operation.process, operation.graceSeconds) };
    case 'model_pull':
    case 'model_remove':
      return performModelJob(operation, context, { models, processes });
    default: {
      const options = { jobId, signal, onEvent: tell, isRunning: (id: string) => processes.isRunning(id) };
      if (operation.operation === 'worker_install' && operation.from !== undefined)
        return performGuarded(operation, options, init);
      if (operation.operation === 'worker_upgrade') {
        const installed = await catalog.requireInstalled(operation.worker, { signal });
        // Its recipe's place may name another by now.
        if (ownRecipeOf(installed) !== undefined) return performGuarded(operation, options, init);
      }
      return catalog.perform(operation, options);
    }
  }
}
