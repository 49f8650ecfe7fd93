import type { ProvisionEvent, Verification, WorkerBinary } from '@rbee/worker-catalog';
import type { Operation } from './operations.js';
import type { WorkerProcess } from './processes.js';

/**
 * `interrupted`: the daemon ended while it ran. The others explain themselves. A job begins `queued` and ends in
 * one of the last four.
 */
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

/** `POST /v1/jobs` (201), `GET /v1/jobs/:id`, and an element of `GET /v1/jobs`. Times are ISO 8601, UTC. */
export interface Job {
  /** Unguessable. Every event of an installation carries it. */
  readonly id: string;
  readonly operation: Operation;
  readonly state: JobState;
  readonly createdAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Of an installation that runs: its step. */
  readonly step?: string | undefined;
  /** How many events it has had; also the `id:` of the newest. */
  readonly events: number;
  /** When it succeeded. */
  readonly result?: JobResult | undefined;
  /** When it failed. */
  readonly error?: ApiError | undefined;
}

/** `GET /v1/jobs?state=&limit=`: the newest first; `limit` is at most 500, 100 by default. */
export interface JobList {
  readonly jobs: readonly Job[];
}

/** What the operation says its result is. */
export type JobResult = CatalogOperationResults[CatalogOperationName] | { readonly process: WorkerProcess };

/** The operations that need nothing but the catalog. */
export type CatalogOperationName = keyof CatalogOperationResults;

/** What each of them answers. */
export interface CatalogOperationResults {
  readonly worker_install: InstallResult;
  readonly worker_upgrade: InstallResult;
  readonly worker_remove: { readonly removed: readonly string[] };
  readonly worker_verify: VerifyResult;
  readonly worker_select: { readonly current: string };
  readonly worker_rollback: { readonly current: string };
  readonly catalog_prune: { readonly removed: readonly string[] };
  readonly catalog_repair: { readonly removed: readonly string[] };
}

export interface InstallResult {
  readonly installed: WorkerBinary;
  /** Whether it was there before and nothing was done. */
  readonly wasInstalled: boolean;
}

export interface VerifyResult {
  readonly verified: readonly (Verification & { readonly id: string })[];
}

/**
 * One server-sent event of `GET /v1/jobs/:id/stream`: `id:` is `seq`, `event:` is `job`, `data:` is this as one line of
 * JSON. The stream begins after `Last-Event-ID` (a header, or the query's `after`), else with the first event,
 * and ends after the event with an end state. A comment line comes every 15 seconds when nothing else does.
 */
export interface JobEvent {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly time: string;
  readonly event: JobEventBody;
}

export type JobEventBody =
  | ProvisionEvent
  | { readonly type: 'job-state'; readonly job: Job }
  /** Something for a person to read. */
  | { readonly type: 'note'; readonly text: string }
  /** The log had reached its limit: from here to the end only state changes follow. */
  | { readonly type: 'log-full'; readonly limitBytes: number };

/** The body of every answer that is no success. */
export interface ErrorBody {
  readonly error: ApiError;
}

export interface ApiError {
  /** A code of `@rbee/worker-catalog`'s errors, or one of `ApiErrorCode`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Of a 400: where in the body or query the bad field is, such as `args.3`. */
  readonly path?: string | undefined;
}

/** The daemon's own codes, with the status of the answer. */
export type ApiErrorCode =
  /** 400: a field is missing, unknown, or not what it has to be; `path` says which. */
  | 'BAD_REQUEST'
  /** 401: the token is missing or wrong. */
  | 'UNAUTHORIZED'
  /** 403: the Host or Origin is not the daemon's own. */
  | 'FORBIDDEN_ORIGIN'
  /** 403, or in a job: the URL leads to an address that is not allowed, or that cannot be checked. */
  | 'FORBIDDEN_ADDRESS'
  /** 404 */
  | 'NOT_FOUND'
  /** 405 */
  | 'METHOD_NOT_ALLOWED'
  /** 409, or in a job: what is to be removed is running. */
  | 'RUNNING'
  /** 409: the job has ended. */
  | 'ENDED'
  /** 413 */
  | 'BODY_TOO_LARGE'
  /** 415: a body has to be application/json. */
  | 'NOT_JSON'
  /** 429, with `Retry-After`: too many jobs wait, or too many streams are open. */
  | 'BUSY'
  /** In a job: the worker ended or did not answer `/health` in time. */
  | 'WORKER_NOT_READY'
  /** 502: the worker did not answer a forwarded request. */
  | 'WORKER_UNREACHABLE'
  /** In a job: the daemon ended while it ran. */
  | 'INTERRUPTED'
  /** 500 */
  | 'INTERNAL';
