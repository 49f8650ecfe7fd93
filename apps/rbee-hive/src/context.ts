import type { HardwareSnapshot, WorkerCatalog } from '@rbee/worker-catalog';
import type pc from 'picocolors';
import type { DaemonClient } from './daemon-client.js';
import type { Hive } from './hives/types.js';
import type { Output } from './outputs/types.js';
import type { Secrets } from './take-secrets.js';

/** Colours, or none where there is no terminal. */
export type Colors = ReturnType<typeof pc.createColors>;

/** What a command may want of the catalog that it opens. */
export interface CatalogChoices {
  /** The hardware to choose for, in place of this machine's. */
  readonly hardware?: HardwareSnapshot | undefined;
  /** Origins that are trusted with the licence token this time, besides those that always are. */
  readonly licenseOrigins?: readonly string[] | undefined;
}

/** What every command works with. A command answers its result, which `--json` prints. */
export interface CommandContext extends Pick<Output, 'print' | 'tell' | 'onEvent'> {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Opens the catalog with its registry. */
  openCatalog(options?: CatalogChoices): Promise<WorkerCatalog>;
  /** The daemon that runs, unless `--no-daemon` was said. */
  findDaemon(): Promise<DaemonClient | undefined>;
  /** What does operations: the daemon where one runs that has the same catalog and registry, else this process. */
  openHive(): Promise<Hive>;
  /** A line for an operator, on standard error whatever the form of the output. */
  readonly writeLog: (line: string) => void;
  readonly colors: Colors;
  /** The environment, without its secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: Secrets;
  /** The folder of the user's own choices, absolute. */
  readonly configDir: string;
  /** The daemon's folder for its state, absolute. */
  readonly stateDir: string;
}
