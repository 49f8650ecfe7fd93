import type { IncomingMessage } from 'node:http';
import { unlessAborted } from '@rbee-internal/system/time';
import type { ApiError } from '../api/errors.js';
import type { Job, JobResult } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import type { LogLine, WorkerProcess } from '../api/processes.js';
import { DaemonError, type DaemonErrorCode } from '../errors.js';
import type { Gateway } from '../gateway/gateway.js';
import { askWorker } from '../http/ask-worker.js';
import type { JobEnds } from '../jobs/job-ends.js';
import type { JobRunner } from '../jobs/job-runner.js';
import type { Log } from '../log-to.js';
import { logLineOf } from '../processes/output/output-pump.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import type { ServingContext } from '../resolve-options.js';
import { overviewOf } from '../worker-overview.js';
import { LOCAL_ONLY } from './local-only.js';
import type { FleetHive, InferAnswer, InferRequest } from './types.js';

/** The parts of a daemon that a fleet uses. */
export interface FleetHiveParts {
  readonly context: ServingContext;
  readonly jobs: JobRunner;
  readonly processes: ProcessKeeper;
  readonly gateway: Gateway;
  /** Where the daemon listens, as this machine can call it. */
  readonly url: string;
}

export interface FleetHiveInit extends FleetHiveParts {
  readonly log: Log;
  readonly ends: JobEnds;
  readonly onProcess: FleetHive['onProcess'];
}

/** What this daemon gives a fleet. */
export function createFleetHive(init: FleetHiveInit): FleetHive {
  const { context, log, processes, gateway, onProcess } = init;
  return {
    ...{ version: context.version, stateDir: context.stateDir, log, onProcess },
    overview: (signal) => overviewOf(context.catalog, signal),
    hardware: (signal) => context.catalog.hardware({ signal }),
    processes: () => processes.list(),
    models: () => gateway.statuses(),
    perform: (operation, signal) => performAsJob(operation, signal, init),
    infer: (request) => inferHere(request, init),
    logs: (id, lines) => logsOf(id, lines, processes),
  };
}

async function performAsJob(
  operation: Operation,
  signal: AbortSignal,
  { jobs, ends }: FleetHiveInit,
): Promise<JobResult> {
  signal.throwIfAborted();
  const posted = await jobs.post(operation);
  const ended = ends.of(jobs.get(posted.id));
  const cancel = () => void jobs.cancel(posted.id).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) cancel();
    return resultOf(await unlessAborted(ended, signal));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function resultOf({ state, result, error }: Job): JobResult {
  if (state === 'succeeded' && result !== undefined) return result;
  throw asError(error ?? { code: 'INTERRUPTED', message: `The job was ${state}.` });
}

function asError({ code, message, hint }: ApiError): DaemonError {
  // The code is that of the operation's own error, which the catalog's packages define.
  return new DaemonError({ code: code as DaemonErrorCode, message, hint });
}

async function inferHere(
  { path, contentType, body, signal }: InferRequest,
  { context, url }: FleetHiveInit,
): Promise<InferAnswer> {
  const { hostname, port } = new URL(url);
  const asked = askWorker({
    ...{
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path: `/v1/gateway/openai${path}`,
      method: 'POST',
      signal,
    },
    headers: {
      authorization: `Bearer ${context.token}`,
      'content-type': contentType,
      'content-length': String(body.length),
      [LOCAL_ONLY]: '1',
    },
  });
  asked.request.end(body);
  try {
    const answer = await asked.answered;
    answer.on('error', () => undefined);
    const { statusCode: status = 502, headers } = answer;
    return { status, contentType: headers['content-type'] ?? 'application/json', chunks: chunksOf(answer) };
  } catch (cause) {
    signal.throwIfAborted();
    throw new DaemonError({
      code: 'WORKER_UNREACHABLE',
      message: 'This hive does not answer itself.',
      cause,
    });
  }
}

async function* chunksOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const chunk of answer as AsyncIterable<Buffer>) yield chunk;
  if (!answer.complete)
    throw new DaemonError({ code: 'WORKER_UNREACHABLE', message: 'The answer broke off.' });
}

async function logsOf(id: string, lines: number, processes: ProcessKeeper): Promise<LogLine[]> {
  const log = await processes.logOf(id);
  return (await log.newest(lines)).map(({ line }) => JSON.parse(logLineOf(line)) as LogLine);
}

/** Hands every change of a process on to who listens. */
export class ProcessListeners {
  readonly #listeners = new Set<(process: WorkerProcess) => void>();

  readonly add: FleetHive['onProcess'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  note(process: WorkerProcess): void {
    for (const listener of this.#listeners) listener(process);
  }
}
