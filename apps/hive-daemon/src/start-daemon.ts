import { messageOf } from '@rbee-internal/coded-error';
import type { Operation } from './api/operations.js';
import { claimState, type StateClaim } from './daemon-record.js';
import { StreamSlots } from './http/event-stream.js';
import { createGuard } from './http/guard.js';
import { createListener } from './http/listener.js';
import { servePage } from './http/page-files.js';
import type { Route } from './http/router.js';
import { close, createLimitedServer, listen } from './http/server.js';
import { assertNotRunning } from './jobs/catalog-operations.js';
import { JobRunner } from './jobs/job-runner.js';
import { JobStore } from './jobs/job-store.js';
import { createOperate } from './jobs/operate.js';
import { type Log, logTo } from './log-to.js';
import { checkUrl } from './network/address-guard.js';
import type { DaemonOptions, RunningDaemon } from './options.js';
import { hostNames, urlHost } from './own-names.js';
import { ProcessKeeper } from './processes/process-keeper.js';
import { type DaemonContext, resolveOptions } from './resolve-options.js';
import { hiveRoutes } from './routes/hive-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { processRoutes } from './routes/process-routes.js';
import { workerRoutes } from './routes/worker-routes.js';

/**
 * Starts the daemon; it runs until `stop`. What an earlier one on the same state folder left is taken up: jobs that ran
 * are interrupted, jobs that waited still wait, and worker processes go on or are ended, as `keepProcesses` says.
 *
 * @throws DaemonError with a `StartErrorCode`; the signal's reason
 */
export async function startDaemon(
  options: DaemonOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunningDaemon> {
  const context = resolveOptions(options);
  signal?.throwIfAborted();
  const fallback = await servePage(context.pageDir);
  const claim = await claimState(context.stateDir);
  const undo: (() => Promise<unknown>)[] = [claim.release];
  try {
    const log = logTo(context.onLog);
    await repair(context, log, signal);
    const server = createLimitedServer(context.limits.connections);
    undo.push(() => close(server));
    const processes = await openProcesses(context, log);
    undo.push(() => processes.close());
    const jobs = await openJobs(context, { processes, log });
    undo.push(() => jobs.stop());
    signal?.throwIfAborted();
    const names = new Set<string>();
    const guard = createGuard({ hosts: names, token: context.token });
    const startedAt = new Date().toISOString();
    const routes = routesOf(context, { jobs, processes, startedAt });
    server.on('request', createListener({ log, guard, routes, fallback }));
    const port = await listen(server, context.host, context.port);
    for (const name of hostNames(context, port)) names.add(name);
    const url = `http://${urlHost(context.host)}:${port}`;
    await announce(claim, { context, url, startedAt });
    signal?.throwIfAborted();
    jobs.start();
    log.info('the daemon listens', { url });
    return { url, stop: once(() => undoAll(undo)) };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** What installations that died left goes; that it cannot go is no reason not to start. */
async function repair({ catalog }: DaemonContext, log: Log, signal: AbortSignal | undefined): Promise<void> {
  try {
    const removed = await catalog.repair({ signal });
    if (removed.length > 0) log.info('removed what dead installations left', { count: removed.length });
  } catch (error) {
    signal?.throwIfAborted();
    log.warn('the catalog could not be repaired', { reason: messageOf(error) });
  }
}

function openProcesses(context: DaemonContext, log: Log): Promise<ProcessKeeper> {
  return ProcessKeeper.open({
    ...context,
    now: () => new Date(),
    onChange: ({ id, worker, state, ending = '' }) =>
      log[state === 'crashed' ? 'warn' : 'info']('process', { id, worker, state, ending }),
  });
}

interface JobsInit {
  readonly processes: ProcessKeeper;
  readonly log: Log;
}

function openJobs(context: DaemonContext, { processes, log }: JobsInit): Promise<JobRunner> {
  return JobRunner.open({
    store: new JobStore(context.stateDir),
    operate: createOperate({ ...context, processes }),
    limits: context.limits,
    now: () => new Date(),
    onChange: ({ id, state, operation: { operation }, error }) =>
      log[error === undefined ? 'info' : 'warn']('job', {
        ...{ id, state, operation },
        ...(error && { code: error.code, reason: error.message }),
      }),
  });
}

interface RoutesInit {
  readonly jobs: JobRunner;
  readonly processes: ProcessKeeper;
  readonly startedAt: string;
}

function routesOf(context: DaemonContext, { jobs, processes, startedAt }: RoutesInit): Route[] {
  const { limits, forwardedBodyBytes, allowPrivateAddresses } = context;
  const slots = new StreamSlots(limits.streams);
  const check = (operation: Operation) => {
    if (operation.operation === 'worker_remove')
      assertNotRunning(operation.worker, (id) => processes.isRunning(id));
    if (operation.operation === 'worker_install' && operation.from !== undefined && !allowPrivateAddresses) {
      checkUrl(operation.from);
    }
  };
  return [
    ...hiveRoutes(context, startedAt),
    ...jobRoutes({ jobs, slots, bodyBytes: limits.bodyBytes, check }),
    ...workerRoutes(context),
    ...processRoutes({ processes, slots, bodyBytes: forwardedBodyBytes }),
  ];
}

interface Announced {
  readonly context: DaemonContext;
  readonly url: string;
  readonly startedAt: string;
}

function announce(claim: StateClaim, { context: { token }, url, startedAt }: Announced): Promise<void> {
  return claim.announce({ url, pid: process.pid, startedAt, ...(token !== undefined && { token }) });
}

/** Jobs and processes end before the connections do, so that their readers are told. */
async function undoAll(undo: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of [...undo].reverse()) await step();
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
