import type {
  CatalogProblem,
  HardwareSnapshot,
  ProvisionPlan,
  WorkerMetadata,
  WorkerVersions,
} from '@rbee/worker-catalog';

/** `GET /health`, which needs no token. */
export interface Health {
  readonly status: 'ok';
  readonly service: 'rbee-hive';
  readonly version: string;
  /**
   * Of `GET /health?nonce=NONCE` alone: base64url of HMAC-SHA256, its key the token, over `rbee-hive proof`, the request's `Host` in lower
   * case and the nonce, with a line feed between them. So a client sees that this is the daemon before it sends the token.
   */
  readonly proof?: string | undefined;
}

/** `GET /v1/hive`: the daemon itself. */
export interface HiveInfo {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  /** The catalog's folder. */
  readonly root: string;
  readonly stateDir: string;
  /** Where workers come from, without credentials. */
  readonly registry: string;
  readonly queenUrl: string;
  /** Whether worker processes go on when the daemon ends. */
  readonly keepProcesses: boolean;
}

/** `GET /v1/workers`: every worker of the registry and every installed one, seen from this machine. */
export interface WorkerOverview {
  readonly workers: readonly WorkerRow[];
  /** One sentence for each entry of the registry that could not be read. */
  readonly problems: readonly string[];
  /** Why the registry could not be asked; the rows are then those installed. */
  readonly registryError?: string | undefined;
}

export type WorkerRowState = 'unsupported' | 'installable' | 'installed' | 'update-available';

export interface WorkerRow {
  readonly id: string;
  readonly name: string;
  readonly state: WorkerRowState;
  /** A sentence: why it is unsupported, what version there would be … Absent where the state says it all. */
  readonly reason?: string | undefined;
  /** What the registry says; absent for what only the catalog has. */
  readonly metadata?: WorkerMetadata | undefined;
  readonly installed?: WorkerVersions | undefined;
}

/** `GET /v1/workers/:id` takes an id of the registry or of `WorkerVersions`: a `WorkerRow`. */

/** `GET /v1/workers/:id/plan?backend=&allowCpuFallback=&force=`: a `ProvisionPlan` as JSON. */
export type PlanAnswer = ProvisionPlan;

/** `GET /v1/hardware`. */
export type HardwareAnswer = HardwareSnapshot;

/** `GET /v1/problems`: entries of the catalog that cannot be read. */
export interface ProblemList {
  readonly problems: readonly CatalogProblem[];
}

/** `GET /v1/disk`. All in bytes. */
export interface DiskUse {
  /** The file system that has the catalog. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Each installed worker with all its files, by its full id. */
  readonly workers: Readonly<Record<string, number>>;
  /** Kept sources and the registry's copies. */
  readonly cacheBytes: number;
  /** Logs and the history of jobs. */
  readonly stateBytes: number;
}

/** `GET /v1/doctor`. */
export interface DoctorReport {
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** Stable: `tools`, `sandbox`, `disk`, `registry`, `proxy`, `clock`, `hardware`, `catalog` … */
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'problem';
  /** A sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}
