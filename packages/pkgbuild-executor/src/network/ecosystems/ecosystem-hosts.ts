import type { Ecosystem } from '../types.js';

/** Options of `hostsOfEcosystem`. */
export interface EcosystemOptions {
  /** The user's environment: its `PATH` finds the tool, its variables configure it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home, where tools keep their configuration. @default `env.HOME` */
  readonly homeDir?: string | undefined;
  /** Fetches what names further hosts, such as the index of a registry. @default a direct one */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The servers of an ecosystem on this machine, and what makes a build use the same ones. No password is in it. */
export interface EcosystemHosts {
  readonly ecosystem: Ecosystem;
  /** Each server that the tool would ask, as `name:port`. None where the tool is not installed. */
  readonly hosts: readonly string[];
  /** Those of them that the configuration names, such as a mirror: their addresses need not be public. */
  readonly mirrors: readonly string[];
  /** Variables that make the tool in a build use these servers. */
  readonly variables: Readonly<Record<string, string>>;
  /** Files that do, below the build's `HOME`. */
  readonly files: readonly EcosystemFile[];
}

/** A configuration file of a tool. */
export interface EcosystemFile {
  /** Below the home folder, such as `.cargo/config.toml`. */
  readonly path: string;
  readonly text: string;
}

/** What one ecosystem's own module finds out. */
export interface EcosystemFacts {
  readonly urls: readonly EcosystemUrl[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: readonly EcosystemFile[];
}

/** A server by one of its URLs. */
export interface EcosystemUrl {
  readonly url: string;
  /** Whether the configuration names it, and not the tool by itself. */
  readonly isConfigured: boolean;
}

/** How an ecosystem's module asks its tool. */
export interface EcosystemTools {
  readonly env: EcosystemOptions['env'];
  readonly homeDir: string | undefined;
  /** Runs a program in an empty folder, and returns all it printed; `undefined` when it is not installed. */
  ask(question: Question): Promise<Answer | undefined>;
  /** The text of a page of at most a megabyte; `undefined` when it cannot be had. */
  fetchText(url: string, accept?: string): Promise<string | undefined>;
  /** The text of a small file; `undefined` when there is none. */
  readText(file: string): Promise<string | undefined>;
}

/** A program to run. */
export interface Question {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables besides the user's; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Files in the folder that it runs in. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the program printed. */
export interface Answer {
  readonly stdout: string;
  readonly output: string;
}
