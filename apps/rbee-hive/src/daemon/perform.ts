import { randomUUID } from 'node:crypto';
import {
  type CatalogOperationName,
  type CatalogOperationOf,
  type CatalogOperationResults,
  ownInstallFields,
} from '@rbee/worker-catalog/operations';
import type { Operation } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import type { HiveEvent } from '../events.js';
import { BuildLog } from './build-log.js';
import { findDaemonFor } from './find-daemon-for.js';
import type { RunOptions } from './run-options.js';

/** What depends on where workers come from. */
const REGISTRY_OPERATIONS: ReadonlySet<CatalogOperationName> = new Set(['worker_install', 'worker_upgrade']);

type PerformContext = Pick<CommandContext, 'openCatalog' | 'stateDir'> & RunOptions;

/**
 * Does an operation: by the daemon where one runs for the same catalog, and for installing also the same registry; else
 * in this process.
 */
export async function perform<Name extends CatalogOperationName>(
  operation: CatalogOperationOf<Name>,
  context: CommandContext,
): Promise<CatalogOperationResults[Name]> {
  if (isForThisProcess(operation)) return performHere(operation, context);
  const { tell, colors, env } = context;
  const found = await findDaemonFor(await context.openCatalog(), context);
  if (found === undefined) return performHere(operation, context);
  const { daemon, info } = found;
  const { registryName } = await import('../catalog/open-catalog.js');
  if (REGISTRY_OPERATIONS.has(operation.operation) && info.registry !== registryName(env)) {
    tell(colors.dim(`The hive daemon at ${daemon.url} is not used: its registry is ${info.registry}.`));
    return performHere(operation, context);
  }
  tell(colors.dim(`The hive daemon at ${daemon.url} does it.`));
  // What is not for this process alone is one of the daemon's operations, too; their results are the same.
  return (await daemon.runJob(operation as Operation, context)) as CatalogOperationResults[Name];
}

/** Does an operation in this process. What a daemon runs stays, whether or not that daemon is used. */
export async function performHere<Name extends CatalogOperationName>(
  operation: CatalogOperationOf<Name>,
  { openCatalog, stateDir, signal, onEvent }: PerformContext,
): Promise<CatalogOperationResults[Name]> {
  const catalog = await openCatalog({ asksForSources: REGISTRY_OPERATIONS.has(operation.operation) });
  const { readRunningWorkers } = await import('rbee-hive-daemon/local');
  const running = await readRunningWorkers(stateDir);
  const log = new BuildLog();
  const note = (event: HiveEvent) => {
    log.note(event);
    onEvent(event);
  };
  try {
    return await catalog.perform<Name>(operation, {
      jobId: randomUUID(),
      signal,
      onEvent: note,
      isRunning: (id) => running.some(({ worker }) => worker === id),
    });
  } catch (error) {
    if (!signal.aborted) await keepLog(log, operation, { stateDir, onEvent });
    throw error;
  }
}

/** What a build has said is kept, and where; the failure itself counts more than that its log cannot be written. */
async function keepLog(
  log: BuildLog,
  operation: object,
  { stateDir, onEvent }: Pick<PerformContext, 'stateDir' | 'onEvent'>,
): Promise<void> {
  const worker = 'worker' in operation && typeof operation.worker === 'string' ? operation.worker : 'worker';
  const file = await log.keep(stateDir, worker).catch(() => undefined);
  if (file !== undefined) onEvent({ type: 'note', text: `The build's log is kept: ${file}` });
}

/** A recipe from a folder or URL, a lock, not waiting and a trust for once: a daemon does not take them. */
function isForThisProcess(operation: object): boolean {
  return ['from', ...Object.keys(ownInstallFields)].some((field) => field in operation);
}
