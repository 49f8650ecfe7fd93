import type { GuardName } from '../types.js';

/** What one bash may see and do. Paths are real ones. */
export interface Access {
  /** Where the command starts. */
  readonly workingFolder: string;
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** A folder of our own to stand in for the machine's folders for temporary files. */
  readonly temporary: string;
  readonly network: boolean;
}

/** A way to run a command apart from the rest of the machine. */
export interface Guard {
  readonly name: GuardName;
  /** Whether all processes end with the one that is started. */
  readonly isolatesProcesses: boolean;
  /** The command line that runs a command with this access and no other. */
  wrap(command: readonly string[], access: Access): Promise<readonly string[]>;
}

/** No guard: the command runs as it is. */
export const NO_GUARD: Guard = {
  name: 'none',
  isolatesProcesses: false,
  wrap: async (command) => command,
};
