import type { WorkerCatalog } from '@rbee/worker-catalog';
import type { InstallResult, JobResult } from '../api/jobs.js';
import type { WorkerInstall } from '../api/operations.js';
import type { Operate, OperationContext } from './job-runner.js';

export interface OperateInit {
  readonly catalog: WorkerCatalog;
}

/** Does what a job asks for. */
export function createOperate(init: OperateInit): Operate {
  return (operation, context): Promise<JobResult> => {
    switch (operation.operation) {
      case 'worker_install':
        return install(operation, context, init);
      default:
        throw new Error(`${operation.operation} is not there yet.`);
    }
  };
}

async function install(
  operation: WorkerInstall,
  context: OperationContext,
  { catalog }: OperateInit,
): Promise<InstallResult> {
  const { worker = '', operation: _, from: __, ...settings } = operation;
  let wasInstalled = false;
  const installed = await catalog.provisionAndAdd(worker, {
    ...settings,
    jobId: context.jobId,
    signal: context.signal,
    onEvent: (event) => {
      wasInstalled ||= event.type === 'already-installed';
      context.tell(event);
    },
  });
  return { installed, wasInstalled };
}
