import { requireNotRunning } from '@rbee/worker-catalog/operations';
import { messageOf } from '@rbee-internal/coded-error';
import { startDeadline, unlessAborted } from '@rbee-internal/system/time';
import { linkOf, reachableUrl } from './access/reachable-url.js';
import { establishToken } from './access/token-file.js';
import type { KnownModel } from './api/distinct-model-id.js';
import type { Operation } from './api/operations.js';
import type { WorkerProcess } from './api/processes.js';
import { FleetPlace } from './fleet/fleet-place.js';
import type { Gateway } from './gateway/gateway.js';
import type { ModelStore } from './gateway/models/model-store.js';
import { type OpenedGateway, openGateway } from './gateway/open-gateway.js';
import { readChatTemplate } from './gateway/templates/read-chat-template.js';
import { WorkerHost } from './gateway/worker-host.js';
import { StreamSlots } from './http/event-stream.js';
import { createGuard } from './http/guard.js';
import { createListener } from './http/listener.js';
import { servePage } from './http/page-files.js';
import { createRouter, type Handler, type Route } from './http/router.js';
import { close, createLimitedServer, listen } from './http/server.js';
import { JobRunner } from './jobs/job-runner.js';
import { JobStore } from './jobs/job-store.js';
import { createPerformJob } from './jobs/perform-job.js';
import { type Log, logTo } from './log-to.js';
import { checkUrl } from './network/address-guard.js';
import type { DaemonOptions, RunningDaemon } from './options.js';
import { hostNames, urlHost } from './own-names.js';
import { ProcessKeeper } from './processes/process-keeper.js';
import { resumeProcesses } from './processes/resume-processes.js';
import { SettingsShelf } from './processes/settings/settings-shelf.js';
import { type DaemonContext, resolveOptions, type ServingContext } from './resolve-options.js';
import { fleetRoutes } from './routes/fleet-routes.js';
import { gatewayRoutes } from './routes/gateway-routes.js';
import { hiveRoutes } from './routes/hive-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { modelRoutes } from './routes/model-routes.js';
import { openApiRoute } from './routes/open-api-route.js';
import { processRoutes } from './routes/process-routes.js';
import { settingsRoutes } from './routes/settings-routes.js';
import { workerRoutes } from './routes/worker-routes.js';
import { claimState, type StateClaim } from './state-claim.js';

/** How long a stop may take until what has not ended is left behind. */
const STOP_MILLISECONDS = 4_500;

/**
 * Starts the daemon; it runs until `stop`. What an earlier one on the same state folder left is taken up: jobs that ran
 * are interrupted, jobs that waited still wait, and worker processes go on or are ended, as `keepProcesses` says.
 * Resolves when it serves.
 *
 * @throws DaemonError with a `StartErrorCode`; the signal's reason
 */
export async function startDaemon(
  options: DaemonOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunningDaemon> {
  const resolved = resolveOptions(options);
  signal?.throwIfAborted();
  const fallback = await servePage(resolved.pageDir);
  const claim = await claimState(resolved.stateDir, { signal });
  const log = logTo(resolved.onLog);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = once(() => undoAll(undo, log).finally(claim.release));
  try {
    const token = await establishToken(resolved.stateDir, resolved.token);
    const url = await serve({ ...resolved, token }, { claim, fallback, log, signal, undo });
    log.info('the daemon listens', { url });
    return { url, token, link: linkOf(url, token), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Serving {
  readonly claim: StateClaim;
  readonly fallback: Handler;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  /** What ends each part, in the order in which they were started. */
  readonly undo: (() => Promise<unknown>)[];
}

/** Starts all parts, and answers where the daemon listens. */
async function serve(
  context: ServingContext,
  { claim, fallback, log, signal, undo }: Serving,
): Promise<string> {
  await repair(context, log, signal);
  const server = createLimitedServer(context.limits.connections);
  undo.push(() => close(server));
  const host = new WorkerHost(context.catalog);
  let opened: OpenedGateway | undefined;
  const fleet = new FleetPlace(context.fleet, log);
  const processes = await openProcesses(context, {
    log,
    onChange: (process) => {
      (opened ?? host).noteChange(process);
      fleet.noteProcess(process);
    },
    servedModels: () => knownModels(opened),
  });
  undo.push(() => processes.close());
  host.attach(processes);
  const names = new Set<string>();
  opened = await openGateway({
    ...{ host, processes, hosts: names, stateDir: context.stateDir, settings: context.gateway, log },
    readTemplate: readChatTemplate,
    fleet,
  });
  const { gateway, store } = opened;
  undo.push(() => gateway.shelf.close());
  const settings = await SettingsShelf.open(context.stateDir);
  const jobs = await openJobs(context, { processes, settings, log, fleet });
  undo.push(() => jobs.stop());
  signal?.throwIfAborted();
  const guard = createGuard({ hosts: names, token: context.token });
  const startedAt = new Date().toISOString();
  const parts = { jobs, processes, gateway, store, settings, startedAt, fleet };
  const findRoute = createRouter(routesOf(context, parts));
  server.on('request', createListener({ log, guard, findRoute, fallback, gateway }));
  const port = await listen(server, context.host, context.port);
  for (const name of hostNames(context, port)) names.add(name);
  const url = `http://${urlHost(context.host)}:${port}`;
  await claim.announce({ url, startedAt });
  signal?.throwIfAborted();
  jobs.start();
  undo.push(resume({ catalog: context.catalog, processes, log }));
  await fleet.start({ context, jobs, processes, gateway, url: reachableUrl(url) });
  undo.push(() => fleet.stop());
  return url;
}

/** Starts again what is kept. Answers how to stop it. */
function resume(init: Omit<Parameters<typeof resumeProcesses>[0], 'signal'>): () => Promise<unknown> {
  const ending = new AbortController();
  const resumed = resumeProcesses({ ...init, signal: ending.signal });
  return () => {
    ending.abort();
    return resumed;
  };
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

interface ProcessesInit {
  readonly log: Log;
  readonly onChange: (process: WorkerProcess) => void;
  readonly servedModels: () => readonly KnownModel[];
}

function knownModels(opened: OpenedGateway | undefined): readonly KnownModel[] {
  return (opened?.store.list() ?? []).map(({ id, settings }) => ({ id, model: settings.model }));
}

function openProcesses(
  context: DaemonContext,
  { log, onChange, servedModels }: ProcessesInit,
): Promise<ProcessKeeper> {
  return ProcessKeeper.open({
    ...context,
    servedModels,
    now: () => new Date(),
    onChange: (process) => {
      const { id, worker, state, ending = '' } = process;
      log[state === 'crashed' ? 'warn' : 'info']('process', { id, worker, state, ending });
      onChange(process);
    },
  });
}

interface JobsInit {
  readonly processes: ProcessKeeper;
  readonly settings: SettingsShelf;
  readonly log: Log;
  readonly fleet: FleetPlace;
}

function openJobs(context: DaemonContext, { processes, settings, log, fleet }: JobsInit): Promise<JobRunner> {
  return JobRunner.open({
    store: new JobStore(context.stateDir),
    perform: createPerformJob({ ...context, processes, settings }),
    limits: context.limits,
    now: () => new Date(),
    onChange: (job) => {
      const { id, state, operation, error } = job;
      log[error === undefined ? 'info' : 'warn']('job', {
        ...{ id, state, operation: operation.operation },
        ...(error && { code: error.code, reason: error.message }),
      });
      fleet.noteJob(job);
    },
  });
}

interface RoutesInit {
  readonly jobs: JobRunner;
  readonly processes: ProcessKeeper;
  readonly gateway: Gateway;
  readonly store: ModelStore;
  readonly settings: SettingsShelf;
  readonly startedAt: string;
  readonly fleet: FleetPlace;
}

function routesOf(
  context: ServingContext,
  { jobs, processes, gateway, store, settings, startedAt, fleet }: RoutesInit,
): Route[] {
  const { limits, forwardedBodyBytes, allowPrivateAddresses } = context;
  const slots = new StreamSlots(limits.streams);
  const check = (operation: Operation) => {
    if (operation.operation === 'worker_remove')
      requireNotRunning(operation.worker, { isRunning: (id) => processes.isRunning(id) });
    if (operation.operation === 'worker_install' && operation.from !== undefined && !allowPrivateAddresses) {
      checkUrl(operation.from);
    }
  };
  const routes = [
    ...hiveRoutes(context, startedAt),
    ...jobRoutes({ jobs, slots, bodyBytes: limits.bodyBytes, check }),
    ...workerRoutes(context),
    ...(context.models === undefined
      ? []
      : modelRoutes({ catalog: context.catalog, models: context.models })),
    ...processRoutes({ processes, slots, bodyBytes: forwardedBodyBytes }),
    ...settingsRoutes({ catalog: context.catalog, settings, bodyBytes: limits.bodyBytes }),
    ...fleetRoutes(fleet),
    ...gatewayRoutes({ gateway, store, bodyBytes: limits.bodyBytes }),
  ];
  return [...routes, openApiRoute(routes, context.version)];
}

/**
 * Jobs and processes end before the connections do, so that their readers are told. What does not end in time, such as
 * a process that hangs in the kernel, is left.
 */
async function undoAll(undo: readonly (() => Promise<unknown>)[], log: Log): Promise<void> {
  const deadline = startDeadline(STOP_MILLISECONDS);
  try {
    for (const step of [...undo].reverse()) await unlessAborted(step(), deadline.signal);
  } catch (error) {
    log.error('the daemon ends, but not all of it has ended', { reason: messageOf(error) });
  } finally {
    deadline.stop();
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
