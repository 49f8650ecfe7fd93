import type { GuardName } from './guard-facts.js';

/** What one command may see and do. Paths are real ones. */
export interface Access {
  /** Where the command starts. */
  readonly workingFolder: string;
  readonly readable: readonly string[];
  /** None of these can be removed, renamed or replaced by the command itself. */
  readonly writable: readonly string[];
  /** Other names by which some of these were given, because a part of the name was a link. */
  readonly aliases: readonly Alias[];
  /** A private folder that replaces the machine's folders for temporary files. */
  readonly temporary: string;
  /** Folders that are shown and can be written by another name than their own. */
  readonly mounted?: readonly Alias[] | undefined;
  /** The port of the loopback on which the build's proxy listens; nothing else of the network is in reach. */
  readonly proxyPort?: number | undefined;
  /** Whether it may use the graphics processors. */
  readonly gpu?: boolean | undefined;
  /** Whether the program may make user namespaces of its own. @default false */
  readonly nestedSandbox?: boolean | undefined;
}

export interface Alias {
  readonly name: string;
  readonly target: string;
}

/** A way to run a command isolated from the rest of the machine. */
export interface Guard {
  readonly name: GuardName;
  /** Whether all processes end with the one that is started. */
  readonly isolatesProcesses: boolean;
  /** Whether it can show a folder by another name. */
  readonly mountsFolders: boolean;
  /** Whether it has a loopback of its own, so that the build's proxy must listen there. */
  readonly isolatesLoopback: boolean;
  /** The command line that runs a command with this access and no other. */
  wrap(command: readonly string[], access: Access): Promise<readonly string[]>;
}

/** No guard: the command runs as it is. */
export const NO_GUARD: Guard = {
  name: 'none',
  isolatesProcesses: false,
  mountsFolders: false,
  isolatesLoopback: false,
  wrap: async (command) => command,
};
