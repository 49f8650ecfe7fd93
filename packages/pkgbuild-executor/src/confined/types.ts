import type { GuardName } from '../guards/guard-facts.js';
import type { SandboxProblem } from '../guards/sandbox-problem.js';

/** How to run one program apart from the rest of the machine. Paths are absolute. */
export interface ConfinedOptions {
  /** The program and its arguments; the program is a path, or a name on the `PATH` of `env`. */
  readonly command: readonly [string, ...string[]];
  /**
   * A private, empty folder. The program starts in it and may write to it alone: it is `HOME`, and `TMPDIR` is
   * `<workDir>/tmp`. It is left to the caller to remove.
   */
  readonly workDir: string;
  /** The program's whole environment but for `HOME` and `TMPDIR`. The sandbox is looked for on its `PATH`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files and folders that the sandbox shows, read-only, besides the system's. @default none */
  readonly readable?: readonly string[] | undefined;
  /** Whether the sandbox shows the device files of graphics processors. @default false */
  readonly gpu?: boolean | undefined;
  /**
   * Whether the program may make namespaces of its own, as one that starts by bubblewrap does: more of the kernel is in
   * reach then. @default false
   */
  readonly nestedSandbox?: boolean | undefined;
  /** As for `executePkgbuild`. @default 'prefer' */
  readonly sandbox?: 'require' | 'prefer' | 'off' | undefined;
  /** Bounds on what the program may take. @default those that each bound names */
  readonly limits?: Partial<ConfinedLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bounds on a confined program. */
export interface ConfinedLimits {
  /** Milliseconds until it is ended. @default 60_000 */
  readonly milliseconds: number;
  /** Bytes of output that are kept, both streams together: the last ones. @default 65_536 */
  readonly outputBytes: number;
  /** Milliseconds between SIGTERM and SIGKILL. @default 500 */
  readonly graceMilliseconds: number;
  /** Processes and threads at one time; not counted for root. @default 4_096 */
  readonly processes: number;
  /** Open files of one process. @default 65_536 */
  readonly openFiles: number;
  /** Bytes of address space of one process. @default no bound */
  readonly memoryBytes: number;
}

/** How a confined program ended. */
export type ConfinedEnd =
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: string }
  /** It could not be started. */
  | { readonly type: 'error'; readonly error: Error }
  /** `limits.milliseconds` had passed. */
  | { readonly type: 'timeout' }
  /** It was ended by {@link ConfinedProcess.end}. */
  | { readonly type: 'ended' };

/** What kept a program from the rest of the machine. */
export interface Confinement {
  readonly guard: GuardName;
  /** Why there was none, where one was wanted. */
  readonly guardProblem?: SandboxProblem;
}

/** What came of a program that `runConfined` ran. */
export interface ConfinedResult extends Confinement {
  readonly end: ConfinedEnd;
  /** What it printed last, both streams in the order they came, decoded as UTF-8. */
  readonly output: string;
  /** The standard output alone. */
  readonly stdout: string;
}

/** Options of `startConfined`. */
export interface StartConfinedOptions extends ConfinedOptions {
  /**
   * The port of 127.0.0.1 that the program will listen on, for `request`. In a sandbox it is one of the sandbox's own
   * loopback; without one it is the machine's, so it should be free there.
   */
  readonly port: number;
  /**
   * A port of the same loopback where every request is answered with 200 and `{}`: such as the queen's, for a program
   * that reports to one. @default none
   */
  readonly answeringPort?: number | undefined;
}

/** A confined program that runs. */
export interface ConfinedProcess extends Confinement {
  /** Resolves when it and everything it started have ended. Never rejects. */
  readonly ended: Promise<ConfinedEnd>;
  /** What it has printed last. */
  output(): string;
  /**
   * Asks `http://127.0.0.1:<port><path>` where the program is. Rejects with the system's error, such as ECONNREFUSED
   * while nothing listens; with the signal's reason when it is aborted.
   */
  request(path: string, options?: ConfinedRequest): Promise<ConfinedAnswer>;
  /** Ends it and everything it started: SIGTERM, the time of grace, SIGKILL. */
  end(): Promise<ConfinedEnd>;
}

/** A http request to a confined program. */
export interface ConfinedRequest {
  /** @default 'GET' */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the whole response has arrived. @default 10_000 */
  readonly timeoutMilliseconds?: number | undefined;
  /** Bytes of the response's body; more is an error. @default 1_048_576 */
  readonly maxBytes?: number | undefined;
}

/** The response of a confined program. */
export interface ConfinedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}
