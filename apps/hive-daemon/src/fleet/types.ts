import type { HardwareSnapshot } from '@rbee/worker-catalog';
import type { FleetModel, FleetStatus } from '../api/fleet.js';
import type { ModelStatus } from '../api/gateway.js';
import type { JobResult } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import type { LogLine, WorkerProcess } from '../api/processes.js';
import type { WorkerOverview } from '../api/resources.js';
import type { Log } from '../log-to.js';

/** What the daemon gives a fleet: what it can do, and what it knows. */
export interface FleetHive {
  readonly version: string;
  /** The daemon's folder for its state, absolute. */
  readonly stateDir: string;
  readonly log: Log;
  /** Every worker of the registry and every installed one, seen from this machine. */
  overview(signal: AbortSignal): Promise<WorkerOverview>;
  hardware(signal: AbortSignal): Promise<HardwareSnapshot>;
  processes(): readonly WorkerProcess[];
  /** What the gateway serves. */
  models(): Promise<readonly ModelStatus[]>;
  /**
   * Does an operation as a job, which users see with all others; an aborted signal cancels it.
   * @throws DaemonError with the job's own code; the signal's reason
   */
  perform(operation: Operation, signal: AbortSignal): Promise<JobResult>;
  /** Asks this machine's own gateway, never another hive. @throws DaemonError `WORKER_UNREACHABLE`; the signal's reason */
  infer(request: InferRequest): Promise<InferAnswer>;
  /** The newest lines that a process printed. @throws DaemonError `NOT_FOUND` */
  logs(processId: string, lines: number): Promise<readonly LogLine[]>;
  /** Calls back for every change of a process. Answers how to stop it. */
  onProcess(listener: (process: WorkerProcess) => void): () => void;
}

/** A request to the gateway. */
export interface InferRequest {
  /** After `/v1`, such as `/chat/completions`. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** An answer of a gateway. */
export interface InferAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What other hives serve, for this one's gateway. */
export interface RemoteModels {
  /** Those of hives that are alive. Waits a moment for the first answers when nothing is known so far. */
  list(signal: AbortSignal): Promise<readonly FleetModel[]>;
  /** Those of hives that were heard lately; asks no one. */
  known(): readonly FleetModel[];
  /**
   * Asks a hive that serves the model: the nearest that has it loaded first, and the next one as long as nothing of an answer has come.
   * @throws DaemonError `WORKER_UNREACHABLE`, `MODEL_NOT_FOUND`; the signal's reason
   */
  infer(model: string, request: InferRequest): Promise<InferAnswer>;
}

/** What a fleet gives the daemon. */
export interface FleetMember {
  status(): FleetStatus;
  readonly models: RemoteModels;
  /** For `/metrics`, in Prometheus' text format. */
  metrics(): string;
  /** Leaves what runs as it is. Resolves when nothing of it goes on. */
  stop(): Promise<void>;
}

/**
 * Makes this hive a member of its fleet, where it has joined one. Nothing of a fleet is loaded before.
 * Resolves without waiting for the fleet's server.
 */
export type OpenFleet = (hive: FleetHive) => Promise<FleetMember | undefined>;
