import type { RestartPolicy, StartSettings } from 'rbee-hive-daemon/api';

/** What the command line says of a worker that is to be started. */
export interface SpawnOptions extends StartSettings {
  readonly port?: number | undefined;
  readonly queenUrl?: string | undefined;
  readonly attach?: boolean | undefined;
  readonly restart?: RestartPolicy | undefined;
  /** What the user calls the process. */
  readonly name?: string | undefined;
  /** Whether it comes back with the daemon. */
  readonly keep?: boolean | undefined;
  /** Whether it is started without the options of its earlier starts. */
  readonly fresh?: boolean | undefined;
}
