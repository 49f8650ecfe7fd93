/**
 * What a job does: the body of `POST /v1/jobs`. `operation` says which; members that are not listed are refused.
 * A `worker` is an id of the registry where something is installed or upgraded, else the id of something
 * installed, with or without its version, as each member says.
 */
export type Operation =
  | WorkerInstall
  | WorkerUpgrade
  | WorkerRemove
  | WorkerVerify
  | WorkerSelect
  | WorkerRollback
  | CatalogPrune
  | CatalogRepair
  | WorkerSpawn
  | WorkerStop;

export type OperationName = Operation['operation'];

/** How the recipe's functions run. */
export interface BuildSettings {
  /** Whether they may use the network. @default false */
  readonly network?: boolean | undefined;
  /** @default 'prefer' */
  readonly sandbox?: 'require' | 'prefer' | 'off' | undefined;
}

/** Result: `InstallResult`. */
export interface WorkerInstall extends BuildSettings {
  readonly operation: 'worker_install';
  /** An id of the registry; this or `from`. */
  readonly worker?: string | undefined;
  /**
   * The http(s) URL of a PKGBUILD or of the folder that has it. One that leads to a private, loopback or
   * link-local address is refused unless the daemon was started to allow it; a path is always refused.
   */
  readonly from?: string | undefined;
  /** Of several variants only this one. */
  readonly backend?: string | undefined;
  /** Whether the CPU may be chosen on a machine whose GPU no variant can use. @default false */
  readonly allowCpuFallback?: boolean | undefined;
  /** Build again what is installed. @default false */
  readonly force?: boolean | undefined;
}

/** Installs the registry's newer version beside the installed one. Result: `InstallResult`. */
export interface WorkerUpgrade extends BuildSettings {
  readonly operation: 'worker_upgrade';
  readonly worker: string;
}

/** Refused with `RUNNING` while a process of it runs. Result: `{ removed: [id] }`. */
export interface WorkerRemove {
  readonly operation: 'worker_remove';
  /** The full id, with the version. */
  readonly worker: string;
}

/** Reads installed programs again. Result: `VerifyResult`. */
export interface WorkerVerify {
  readonly operation: 'worker_verify';
  /** @default every installed worker */
  readonly worker?: string | undefined;
}

/** Lets one installed version count. Result: `{ current: id }`. */
export interface WorkerSelect {
  readonly operation: 'worker_select';
  /** The full id, with the version. */
  readonly worker: string;
}

/** Lets the next older installed version count. Result: `{ current: id }`. */
export interface WorkerRollback {
  readonly operation: 'worker_rollback';
  /** Without the version. */
  readonly worker: string;
}

/** Removes old versions. Result: `{ removed: ids }`. */
export interface CatalogPrune {
  readonly operation: 'catalog_prune';
  /** How many versions of each worker stay. @default 1 */
  readonly keep?: number | undefined;
}

/** Removes what installations that died left behind. Result: `{ removed: paths }`. */
export interface CatalogRepair {
  readonly operation: 'catalog_repair';
}

/** Starts an installed worker; the job ends when it is healthy, or has failed. Result: `{ process: WorkerProcess }`. */
export interface WorkerSpawn {
  readonly operation: 'worker_spawn';
  /** With or without the version; without it the version that counts. */
  readonly worker: string;
  /** @default a free one */
  readonly port?: number | undefined;
  /** @default the daemon's */
  readonly queenUrl?: string | undefined;
  /** Further arguments, after `--port` and `--queen-url`. At most 64. @default none */
  readonly args?: readonly string[] | undefined;
  /** How long it may take to become healthy. 1 to 3600. @default 60 */
  readonly readySeconds?: number | undefined;
  /** What happens when it ends by itself. @default 'never' */
  readonly restart?: RestartPolicy | undefined;
}

/** `on-failure`: again after a growing pause, at most so many times in ten minutes. */
export type RestartPolicy = 'never' | 'on-failure';

/** Result: `{ process: WorkerProcess }`. */
export interface WorkerStop {
  readonly operation: 'worker_stop';
  /** The id of the process. */
  readonly process: string;
  /** Between the request to end and the end by force. 0 to 60. @default 5 */
  readonly graceSeconds?: number | undefined;
}
