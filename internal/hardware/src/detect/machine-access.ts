/** The first `maxBytes` of a file as text. Rejects with a system error such as `ENOENT`. */
export type ReadFile = (path: string, limits: ReadLimits) => Promise<string>;

/** The names in a folder. Rejects with a system error such as `ENOENT`. */
export type ListFolder = (path: string, limits: ReadLimits) => Promise<readonly string[]>;

/**
 * Runs a program found through `PATH` to its end, whatever its exit code. Rejects with an error whose `code` is
 * `ENOENT` when there is none, `TOO_LARGE` when it prints more than `maxBytes`, `TIMEOUT` when it takes too long.
 */
export type RunProgram = (
  program: string,
  args: readonly string[],
  limits: RunLimits,
) => Promise<ProgramOutput>;

/** Bounds of one reading. */
export interface ReadLimits {
  readonly signal?: AbortSignal | undefined;
  readonly maxBytes: number;
}

/** Bounds of one program. */
export interface RunLimits extends ReadLimits {
  /** Milliseconds. */
  readonly timeout: number;
}

/** What a program printed, and how it ended. */
export interface ProgramOutput {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
