import type { WorkerBinary, WorkerCatalog } from '@rbee/worker-catalog';
import type { InstallResult, JobResult, VerifyResult } from '../api/jobs.js';
import type { Operation, WorkerInstall, WorkerUpgrade } from '../api/operations.js';
import { DaemonError } from '../errors.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import { type InstallFromInit, installFrom } from './install-from.js';
import type { Operate, OperationContext } from './job-runner.js';

export interface OperateInit extends InstallFromInit {
  readonly processes: ProcessKeeper;
}

const DEFAULT_KEPT_VERSIONS = 1;

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
  const { signal } = context;
  switch (operation.operation) {
    case 'worker_install':
      return install(operation, context, init);
    case 'worker_upgrade':
      return upgrade(operation, context, init);
    case 'worker_remove':
      return remove(operation.worker, context, init);
    case 'worker_verify':
      return verify(operation.worker, context, init);
    case 'worker_select':
      return { current: (await catalog.select(operation.worker, { signal })).id };
    case 'worker_rollback':
      return { current: (await catalog.rollback(operation.worker, { signal })).id };
    case 'catalog_prune':
      return prune(operation.keep, context, init);
    case 'catalog_repair':
      return { removed: await catalog.repair({ signal }) };
    case 'worker_spawn': {
      const worker = await findInstalled(operation.worker, catalog, signal);
      return { process: await processes.spawn(worker, operation, signal) };
    }
    case 'worker_stop':
      return { process: await processes.stop(operation.process, operation.graceSeconds) };
    default:
      return operation satisfies never;
  }
}

/** @throws DaemonError `RUNNING` while a process of the worker runs */
export function assertNotRunning(workerId: string, processes: ProcessKeeper): void {
  if (!processes.isRunning(workerId)) return;
  throw new DaemonError({
    code: 'RUNNING',
    message: `${workerId} runs.`,
    hint: 'Stop its processes first.',
  });
}

async function install(
  operation: WorkerInstall,
  context: OperationContext,
  init: OperateInit,
): Promise<InstallResult> {
  const { operation: _name, worker, from, ...settings } = operation;
  const { options, wasInstalled } = installOptions(settings, context);
  const installed =
    from === undefined
      ? await init.catalog.provisionAndAdd(worker ?? '', options)
      : await installFrom(from, options, init);
  return { installed, wasInstalled: wasInstalled() };
}

async function upgrade(
  operation: WorkerUpgrade,
  context: OperationContext,
  { catalog }: OperateInit,
): Promise<InstallResult> {
  const { operation: _name, worker, ...settings } = operation;
  const { signal } = context;
  const installed = await findInstalled(worker, catalog, signal);
  const outdated = await catalog.outdated({ signal });
  if (!outdated.some(({ workerId }) => workerId === worker)) {
    context.tell({ type: 'note', text: `${worker} ${installed.version} is the newest there is.` });
    return { installed, wasInstalled: true };
  }
  const { options, wasInstalled } = installOptions(settings, context);
  return { installed: await catalog.provisionAndAdd(worker, options), wasInstalled: wasInstalled() };
}

/** Options of an installation that tells the job's readers what it does. */
function installOptions(
  settings: Pick<WorkerInstall, 'network' | 'sandbox' | 'backend' | 'allowCpuFallback' | 'force'>,
  { jobId, signal, tell }: OperationContext,
) {
  let wasInstalled = false;
  const onEvent: OperationContext['tell'] = (event) => {
    wasInstalled ||= event.type === 'already-installed';
    tell(event);
  };
  return { options: { ...settings, jobId, signal, onEvent }, wasInstalled: () => wasInstalled };
}

async function remove(
  id: string,
  { signal }: OperationContext,
  { catalog, processes }: OperateInit,
): Promise<JobResult> {
  assertNotRunning(id, processes);
  await catalog.remove(id, { signal });
  return { removed: [id] };
}

async function verify(
  id: string | undefined,
  { signal }: OperationContext,
  { catalog }: OperateInit,
): Promise<VerifyResult> {
  const workers =
    id === undefined ? await catalog.list({ signal }) : [await findInstalled(id, catalog, signal)];
  const verified: VerifyResult['verified'][number][] = [];
  for (const worker of workers) {
    verified.push({ id: worker.id, ...(await catalog.verify(worker.id, { signal })) });
  }
  return { verified };
}

/** What runs is never taken away. */
async function prune(
  keep = DEFAULT_KEPT_VERSIONS,
  { signal, tell }: OperationContext,
  { catalog, processes }: OperateInit,
): Promise<JobResult> {
  const planned = await catalog.prune({ keep, dryRun: true, signal });
  const running = planned.filter(({ id }) => processes.isRunning(id));
  const removed: string[] = [];
  for (const { id } of planned) {
    if (running.some((worker) => worker.id === id)) tell({ type: 'note', text: `${id} runs, so it stays.` });
    else {
      await catalog.remove(id, { signal });
      removed.push(id);
    }
  }
  return { removed };
}

/** An installed worker by its full id, or without the version: then the one that counts. */
async function findInstalled(id: string, catalog: WorkerCatalog, signal: AbortSignal): Promise<WorkerBinary> {
  const groups = await catalog.versions({ signal });
  const group = groups.find(({ workerId }) => workerId === id);
  const worker = group?.current ?? groups.flatMap(({ versions }) => versions).find((one) => one.id === id);
  if (worker !== undefined) return worker;
  throw new DaemonError({
    code: 'NOT_FOUND',
    message: `No installed worker goes by ${JSON.stringify(id)}.`,
    hint: 'Install it first, or look at what is installed.',
  });
}
