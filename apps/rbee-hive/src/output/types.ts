import type { HiveEvent } from '../events.js';

/** What went wrong, for the reader of the output. */
export interface ShownFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** What was found out all the same; only JSON has it. */
  readonly result?: unknown;
}

/** How a command speaks: to a person, at a terminal or in a pipe, or to a program. */
export interface Output {
  /** A line of the result, for a person. */
  readonly print: (line: string) => void;
  /** A line that explains, for a person. */
  readonly tell: (line: string) => void;
  readonly onEvent: (event: HiveEvent) => void;
  /** The last word of a command that succeeded. */
  readonly result: (value: unknown) => void;
  /** The last word of a command that did not. */
  readonly failure: (failure: ShownFailure) => void;
  /** Leaves the terminal as it was. */
  readonly close: () => void;
}

/** Where the bytes go. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}
