import type { HealthMethod, KnownModelFormat, LaunchValueName, WorkerApi, WorkerTask } from './vocabulary.js';

/** Values by name; numbers are written in decimal. */
export type LaunchValues = Readonly<Partial<Record<LaunchValueName, string | number>>>;

/** How a worker says that it is ready. */
export interface LaunchHealth {
  /** Absolute path. @default '/health' */
  readonly path?: string;
  /** @default 'GET' */
  readonly method?: HealthMethod;
  /** The statuses that mean ready. @default any from 200 to 299 */
  readonly status?: readonly number[];
}

/**
 * How a worker is started and what it serves. A worker without one follows the fixed rule: `--port N --queen-url URL`,
 * `GET /health`, and a heartbeat of its own.
 */
export interface WorkerLaunch {
  /**
   * The command line after the program. `{port}` and the other {@link LaunchValueName}s are replaced; `{{` and `}}` are
   * braces. A group (an array) is left out when a value that it names is not given; a single argument needs its values.
   *
   * @example ['--host', '{host}', '--port', '{port}', '-m', '{model}', ['-c', '{context}']]
   */
  readonly args: readonly (string | readonly string[])[];
  /** Variables to set; their values are templates too, and one whose value is not given is not set. @default none */
  readonly env?: Readonly<Record<string, string>>;
  readonly health?: LaunchHealth;
  /** Seconds until it must be ready, from 1 to 3600. @default 60 */
  readonly startSeconds?: number;
  readonly api: WorkerApi;
  /** What it can be asked for; may be empty. */
  readonly tasks: readonly WorkerTask[];
  /** The forms of model that it loads; empty for one that needs no model. */
  readonly formats: readonly KnownModelFormat[];
  /** Who reports to the queen: the worker itself, or the hive for a worker that cannot. */
  readonly heartbeat: 'worker' | 'hive';
  /** Values for what the caller leaves open. @default none */
  readonly defaults?: LaunchValues;
}
