import type { RestartPolicy } from './operations.js';

/**
 * `starting`: not healthy so far. `healthy`. `unhealthy`: runs, but `/health` fails. `restarting`: pauses before the next
 * try. `stopping`. `stopped`: on request. `crashed`: by itself; or it never became healthy. `lost`: the daemon that
 * started it ended and it is not there any more. With `restart: 'on-failure'` both what ended by itself and what became
 * unhealthy is `restarting`.
 */
export type ProcessState =
  | 'starting'
  | 'healthy'
  | 'unhealthy'
  | 'restarting'
  | 'stopping'
  | 'stopped'
  | 'crashed'
  | 'lost';

/** A worker that runs or ran. `GET /v1/processes`, `GET /v1/processes/:id`. */
export interface WorkerProcess {
  readonly id: string;
  /** The full id of the installed worker. */
  readonly worker: string;
  readonly state: ProcessState;
  readonly pid?: number | undefined;
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly args: readonly string[];
  readonly restart: RestartPolicy;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly healthyAt?: string | undefined;
  /** How often it was started again. */
  readonly restarts: number;
  /** How it ended: `exit code 1`, `SIGSEGV`, `GET /health failed 3 times in a row`. */
  readonly ending?: string | undefined;
  /** Of one that crashed: its last lines, at most 20. */
  readonly lastLines?: readonly string[] | undefined;
}

/**
 * `ANY /v1/processes/:id/http/<path>?<query>` asks the worker for `/<path>?<query>` and hands its answer back, both ways as the
 * bytes come, so a chat's server-sent events arrive one by one. Taken off the request: hop-by-hop headers, `Host`, `Origin`,
 * `Referer`, `Cookie`, `Authorization`, `Sec-Fetch-*`; of the answer only headers that describe its content are told on.
 * A redirect is neither followed nor told where to. 502 `WORKER_UNREACHABLE` when the process does not run or does not
 * answer; 413 for a body of more than 32 MiB. There is no time limit: a client that leaves ends the request.
 */
export interface ProcessList {
  readonly processes: readonly WorkerProcess[];
}

/**
 * `GET /v1/processes/:id/logs?lines=N` (default 200, at most 10,000): the newest lines, oldest first; fewer where they have
 * more than 8 MiB together.
 * `GET /v1/processes/:id/logs/stream`: server-sent events with `event: log`, `id:` the `seq`, `data:` a `LogLine`; continued by
 * `Last-Event-ID`; ends when the process has ended. Where rotation took lines away the first event's `seq` says so.
 */
export interface LogPage {
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  readonly seq: number;
  readonly time: string;
  /** `hive`: a word of the daemon's own, such as that output was left out, or why the worker is started again. */
  readonly stream: 'stdout' | 'stderr' | 'hive';
  /** Control characters are left in: show it with care. */
  readonly line: string;
}
