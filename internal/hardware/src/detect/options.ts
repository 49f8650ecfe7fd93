import type { HardwareHost, PartialSnapshot } from '../types.js';
import type { ListFolder, ReadFile, RunProgram } from './machine-access.js';
import { listFolder, readFileStart } from './read-system.js';
import { createRunProgram } from './run-program.js';

/** How long one file or command may take, unless an option says otherwise. */
const DEFAULT_PROBE_TIMEOUT_MS = 10_000;

/** How much of a file is read, and how much a command may print, unless an option says otherwise. */
const DEFAULT_MAX_PROBE_BYTES = 1024 * 1024;

/** Options of `detectHardware`. */
export interface DetectHardwareOptions {
  /** Operating system and architecture of the running process. */
  readonly host: HardwareHost;
  /**
   * Where `CUDA_VISIBLE_DEVICES` and its like are read from, and `PATH` for the vendors' tools, which get an
   * allow-listed part of it and no more.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Facts to put in place of what is found. @default none */
  readonly override?: PartialSnapshot | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for each file and command; they run at the same time. @default 10000 */
  readonly probeTimeoutMs?: number | undefined;
  /** How much of each file is read and how much each command may print, in bytes. @default 1 MiB */
  readonly maxProbeBytes?: number | undefined;
  /** @default the file system's */
  readonly readFile?: ReadFile | undefined;
  /** @default the file system's */
  readonly listFolder?: ListFolder | undefined;
  /** @default starts the program, without a shell */
  readonly run?: RunProgram | undefined;
  /** The clock. @default the system's */
  readonly now?: (() => Date) | undefined;
}

/** {@link DetectHardwareOptions} with every default applied. */
export interface DetectContext {
  readonly host: HardwareHost;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly override: PartialSnapshot;
  readonly signal: AbortSignal | undefined;
  readonly probeTimeoutMs: number;
  readonly maxProbeBytes: number;
  readonly readFile: ReadFile;
  readonly listFolder: ListFolder;
  readonly run: RunProgram;
  readonly now: () => Date;
}

export function resolveDetectOptions(options: DetectHardwareOptions): DetectContext {
  return {
    host: options.host,
    env: options.env,
    override: options.override ?? {},
    signal: options.signal,
    probeTimeoutMs: options.probeTimeoutMs ?? DEFAULT_PROBE_TIMEOUT_MS,
    maxProbeBytes: options.maxProbeBytes ?? DEFAULT_MAX_PROBE_BYTES,
    readFile: options.readFile ?? readFileStart,
    listFolder: options.listFolder ?? listFolder,
    run: options.run ?? createRunProgram(options.env),
    now: options.now ?? (() => new Date()),
  };
}
