import type { ProvisionEvent, ProvisionOptions, WorkerBinary, WorkerCatalog } from '@rbee/worker-catalog';
import type { CatalogOperationName, CatalogOperationResults, InstallResult } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import { DaemonError } from '../errors.js';

export type CatalogOperation<Name extends CatalogOperationName = CatalogOperationName> = Operation & {
  readonly operation: Name;
};

/** What an operation on a catalog works with. */
export interface CatalogOperationContext extends InstallContext {
  readonly catalog: WorkerCatalog;
  /** Whether a process of the worker runs, which then stays. */
  readonly isRunning: (workerId: string) => boolean;
  /** Installs from a URL that the operation names. */
  readonly installFrom: (url: string, options: ProvisionOptions) => Promise<WorkerBinary>;
}

/** Whom an installation tells what it does, and what stops it. */
export interface InstallContext {
  /** Every event of an installation carries it. */
  readonly jobId: string;
  readonly signal: AbortSignal;
  readonly tell: (event: ProvisionEvent | { readonly type: 'note'; readonly text: string }) => void;
}

const DEFAULT_KEPT_VERSIONS = 1;

/**
 * Does an operation that needs nothing but the catalog: for the daemon's jobs, and for a program that works without it.
 *
 * @throws DaemonError `NOT_FOUND`, `RUNNING`; the catalog's errors; the signal's reason
 */
export function performCatalogOperation<Name extends CatalogOperationName>(
  operation: CatalogOperation<Name>,
  context: CatalogOperationContext,
): Promise<CatalogOperationResults[Name]> {
  // TypeScript does not see that the intersection of all names with `Name` is `Name`.
  const perform: Performer<Name> = PERFORMERS[operation.operation as Name];
  return perform(operation, context);
}

type Performer<Name extends CatalogOperationName> = (
  operation: CatalogOperation<Name>,
  context: CatalogOperationContext,
) => Promise<CatalogOperationResults[Name]>;

const PERFORMERS: { readonly [Name in CatalogOperationName]: Performer<Name> } = {
  worker_install({ operation: _name, worker = '', from, ...settings }, context) {
    const { catalog, installFrom } = context;
    const perform = (options: ProvisionOptions) =>
      from === undefined ? catalog.provisionAndAdd(worker, options) : installFrom(from, options);
    return tellInstall(perform, settings, context);
  },
  worker_upgrade: upgrade,
  async worker_remove({ worker }, { catalog, isRunning, signal }) {
    assertNotRunning(worker, isRunning);
    await catalog.remove(worker, { signal });
    return { removed: [worker] };
  },
  worker_verify: verify,
  async worker_select({ worker }, { catalog, signal }) {
    return { current: (await catalog.select(worker, { signal })).id };
  },
  async worker_rollback({ worker }, { catalog, signal }) {
    return { current: (await catalog.rollback(worker, { signal })).id };
  },
  catalog_prune: prune,
  async catalog_repair(_operation, { catalog, signal }) {
    return { removed: await catalog.repair({ signal }) };
  },
};

/** Installs, telling what happens, and answers whether it was there before. */
export async function tellInstall(
  perform: (options: ProvisionOptions) => Promise<WorkerBinary>,
  settings: Omit<ProvisionOptions, 'jobId' | 'signal' | 'onEvent'>,
  { jobId, signal, tell }: InstallContext,
): Promise<InstallResult> {
  let wasInstalled = false;
  const onEvent = (event: ProvisionEvent) => {
    wasInstalled ||= event.type === 'already-installed';
    tell(event);
  };
  const installed = await perform({ ...settings, jobId, signal, onEvent });
  return { installed, wasInstalled };
}

/** @throws DaemonError `RUNNING` while a process of the worker runs */
export function assertNotRunning(workerId: string, isRunning: (workerId: string) => boolean): void {
  if (!isRunning(workerId)) return;
  throw new DaemonError({
    code: 'RUNNING',
    message: `${workerId} runs.`,
    hint: 'Stop its processes first.',
  });
}

async function upgrade(
  { operation: _name, worker, ...settings }: CatalogOperation<'worker_upgrade'>,
  context: CatalogOperationContext,
): Promise<InstallResult> {
  const { catalog, signal, tell } = context;
  const installed = await findInstalled(worker, catalog, signal);
  const outdated = await catalog.outdated({ signal });
  if (!outdated.some(({ workerId }) => workerId === worker)) {
    tell({ type: 'note', text: `${worker} ${installed.version} is the newest there is.` });
    return { installed, wasInstalled: true };
  }
  return tellInstall((options) => catalog.provisionAndAdd(worker, options), settings, context);
}

async function verify(
  { worker: id }: CatalogOperation<'worker_verify'>,
  { catalog, signal }: CatalogOperationContext,
): Promise<CatalogOperationResults['worker_verify']> {
  const workers =
    id === undefined ? await catalog.list({ signal }) : [await findInstalled(id, catalog, signal)];
  const verified: CatalogOperationResults['worker_verify']['verified'][number][] = [];
  for (const worker of workers) {
    verified.push({ id: worker.id, ...(await catalog.verify(worker.id, { signal })) });
  }
  return { verified };
}

/** What runs is never taken away. */
async function prune(
  { keep = DEFAULT_KEPT_VERSIONS }: CatalogOperation<'catalog_prune'>,
  { catalog, isRunning, signal, tell }: CatalogOperationContext,
): Promise<CatalogOperationResults['catalog_prune']> {
  const removed: string[] = [];
  for (const { id } of await catalog.prune({ keep, dryRun: true, signal })) {
    if (isRunning(id)) tell({ type: 'note', text: `${id} runs, so it stays.` });
    else {
      await catalog.remove(id, { signal });
      removed.push(id);
    }
  }
  return { removed };
}

/**
 * An installed worker by its full id, or without the version: then the one that counts.
 * @throws DaemonError `NOT_FOUND`
 */
export async function findInstalled(
  id: string,
  catalog: WorkerCatalog,
  signal: AbortSignal,
): Promise<WorkerBinary> {
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
