import type { HardwareSnapshot, WorkerCatalog } from '@rbee/worker-catalog';
import type { InstalledWorkers } from '@rbee/worker-catalog/installed';
import type {
  CatalogOperationName,
  CatalogOperationOf,
  CatalogOperationResults,
} from '@rbee/worker-catalog/operations';
import type { CatalogView } from './catalog/catalog-view.js';
import type { ModelsView } from './catalog/models-view.js';
import type { DaemonClient } from './daemon/client/daemon-client.js';
import type { Colors } from './output/colors.js';
import type { Output } from './output/types.js';
import type { Secrets } from './take-secrets.js';

/** What a command chooses for the catalog that it opens. */
export interface CatalogChoices {
  /** The hardware to choose for. @default this machine's */
  readonly hardware?: HardwareSnapshot | undefined;
  /** Whether servers may be asked for sources: then git's own settings are read, too. @default false */
  readonly asksForSources?: boolean | undefined;
}

/** What every command works with. A command resolves with its result, which `--json` prints. */
export interface CommandContext extends Pick<Output, 'print' | 'tell' | 'onEvent'> {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Whether it is the hive of another machine that is worked with. */
  readonly isElsewhere: boolean;
  /** What is installed, to be looked at: quicker than the catalog, and with a folder that cannot be written, too. */
  openInstalled(): Promise<InstalledWorkers>;
  /** The catalog of the hive that is worked with, to be looked at. */
  openView(options?: CatalogChoices): Promise<CatalogView>;
  /** The models of the hive that is worked with, to be looked at. */
  openModels(): Promise<ModelsView>;
  /** Opens this machine's catalog with its registry. @throws CommandFailure `LOCAL_ONLY` with another machine's hive */
  openCatalog(options?: CatalogChoices): Promise<WorkerCatalog>;
  /**
   * The daemon that runs, unless `--no-daemon` was given; with `--hive` the one that was named.
   *
   * @throws CommandFailure as `connectHive`
   */
  findDaemon(): Promise<DaemonClient | undefined>;
  /**
   * Does an operation: by the daemon where one runs with the same catalog and registry, else in this process; there,
   * too, when mirrors were typed.
   */
  perform<Name extends CatalogOperationName>(
    operation: CatalogOperationOf<Name>,
  ): Promise<CatalogOperationResults[Name]>;
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
