import type { HostFacts as RecipeFacts } from '@rbee/pkgbuild-parser';
import type { Host } from '../types.js';

/**
 * A machine that can be asked what it has: this one ({@link openMachine}), or one that is described
 * ({@link createSnapshotMachine}).
 */
export interface Machine {
  /** As a sentence needs it: `this machine`, `a bare Debian 13`. */
  readonly name: string;
  readonly host: Host;
  /** The package manager of the system; undefined when none of the known ones is there. */
  readonly family: PackageFamily | undefined;
  /** The command that installs packages, the names left out: `['apt', 'install']`. Undefined without a family. */
  readonly installCommand: readonly string[] | undefined;
  /**
   * Looks for each of the probes. What is not found is not in the map; the keys are {@link probeText}.
   *
   * @throws the signal's reason
   */
  find(probes: readonly Probe[], options?: SignalOption): Promise<ReadonlyMap<string, Finding>>;
  /**
   * What a recipe may ask of the machine while it is read: `uname`, `nproc`, which programs exist …
   *
   * @throws the signal's reason
   */
  readFacts(options?: SignalOption): Promise<MachineFacts>;
}

/** How a call is cancelled. */
export interface SignalOption {
  /** Cancels the call, which rejects with its reason. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** Families of native packages, by the program that lists them. */
export type PackageFamily = 'dpkg' | 'rpm' | 'pacman' | 'apk' | 'brew';

/** One thing that a machine may have. */
export interface Probe {
  readonly kind: ProbeKind;
  readonly name: string;
  /** Whether its version matters, where a program has to be run to read it. @default false */
  readonly versioned?: boolean | undefined;
}

/**
 * - `command`: a program on `PATH`
 * - `module`: a module that `pkg-config` knows
 * - `library`: a shared library by its soname, `libcurl.so.4`, or without a version, `libcurl.so`
 * - `header`: a C header as it is included, `curl/curl.h`
 * - `python`: a module that `python3` can import
 * - `file`: an absolute path
 * - `package`: a native package by its name
 */
export type ProbeKind = 'command' | 'module' | 'library' | 'header' | 'python' | 'file' | 'package';

/** What was found for a probe. */
export interface Finding {
  readonly probe: Probe;
  /** Where it is, for what has a place. */
  readonly path?: string;
  /** Its upstream version, without a distribution's epoch and revision, where it can be read. */
  readonly version?: string;
}

/** Facts that `parsePkgbuild` takes, about the machine that the recipe is for. */
export type MachineFacts = Pick<
  RecipeFacts,
  'carch' | 'uname' | 'processors' | 'configuration' | 'osRelease' | 'commands'
>;

/**
 * A probe as text, `command:cmake`: the key of what `find` resolves with.
 *
 * @example const path = found.get(probeText({ kind: 'command', name: 'cmake' }))?.path;
 */
export function probeText({ kind, name }: Probe): string {
  return `${kind}:${name}`;
}
