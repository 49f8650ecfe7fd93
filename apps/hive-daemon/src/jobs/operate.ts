import type { JobResult } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import { findInstalled, performCatalogOperation } from './catalog-operations.js';
import { type InstallFromInit, installFrom } from './install-from.js';
import type { Operate, OperationContext } from './job-runner.js';

export interface OperateInit extends InstallFromInit {
  readonly processes: ProcessKeeper;
}

/** Does what a job asks for. */
export function createOperate(init: OperateInit): Operate {
  return (operation, context) => operate(operation, context, init);
}

async function operate(
  operation: Operation,
  context: OperationContext,
  init: OperateInit,
): Promise<JobResult> {
  const { catalog, processes } = init;
  switch (operation.operation) {
    case 'worker_spawn': {
      const { id } = await findInstalled(operation.worker, catalog, context.signal);
      const { worker } = await catalog.checkBeforeSpawn(id, { signal: context.signal });
      return { process: await processes.spawn(worker, operation, context.signal) };
    }
    case 'worker_stop':
      return { process: await processes.stop(operation.process, operation.graceSeconds) };
    default:
      return performCatalogOperation(operation, {
        ...context,
        catalog,
        isRunning: (workerId) => processes.isRunning(workerId),
        installFrom: (url, options) => installFrom(url, options, init),
      });
  }
}
