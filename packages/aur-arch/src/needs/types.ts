import type { Finding, Machine, PackageFamily } from '../machine/machine.js';

/** What a recipe says that it depends on, in Arch's names. Each list is the recipe's array for one architecture. */
export interface RecipeDependencies {
  /** @default none */
  readonly depends?: readonly string[] | undefined;
  /** @default none */
  readonly makedepends?: readonly string[] | undefined;
  /** @default none */
  readonly checkdepends?: readonly string[] | undefined;
  /**
   * Whether something is compiled: then headers and `pkg-config` modules are needed, not only libraries.
   *
   * @default false
   */
  readonly builds?: boolean | undefined;
  /**
   * The commands that the recipe's functions run. Of these, what `base-devel` brings on Arch counts as needed too,
   * because makepkg's recipes do not name it: `make`, `gcc`, `patch` …
   *
   * @default none
   */
  readonly commands?: readonly string[] | undefined;
  /** What the recipe's own packages are called and provide: it is not needed from elsewhere. @default none */
  readonly provides?: readonly string[] | undefined;
}

/** Where to look. */
export interface FindNeedsOptions {
  /** This machine, or a snapshot of another. */
  readonly machine: Machine;
  /** Cancels the call, which rejects with its reason. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** Which of a recipe's dependencies a machine has. */
export interface NeedsReport {
  /** The machine's name. */
  readonly machine: string;
  readonly family: PackageFamily | undefined;
  /** Every dependency once, in the recipe's order. */
  readonly needs: readonly Need[];
  /** Those that are missing or too old. */
  readonly missing: readonly Need[];
  /** Those that are neither found nor known to be missing. */
  readonly unknown: readonly Need[];
  /**
   * The one native command that brings what is missing, such as `apt install cmake ninja-build`. Undefined when nothing
   * is missing, or when no package of this system is known to bring any of it.
   */
  readonly command?: string;
}

/** One dependency, and what the machine has of it. */
export interface Need {
  /** As the recipe writes it: `cmake>=3.20`. */
  readonly dependency: string;
  /** Its name in Arch's terms: `cmake`. */
  readonly name: string;
  /** Where the recipe names it; `base-devel` for what makepkg takes for granted. */
  readonly kinds: readonly NeedKind[];
  readonly state: NeedState;
  /** What meets it, or what is too old. */
  readonly found?: Finding;
  /** Only where the operating system brings it: a Mac with its command line tools. */
  readonly ofSystem?: boolean;
  /** The native packages that bring it, without those that are installed already; empty when none is known. */
  readonly packages: readonly string[];
}

/** Which array of the recipe names a dependency; `base-devel` is what makepkg takes for granted. */
export type NeedKind = 'depends' | 'makedepends' | 'checkdepends' | 'base-devel';

/**
 * - `present`: found, in a version that will do as far as it can be read
 * - `missing`: looked for and not found
 * - `outdated`: found in a version that the recipe does not accept
 * - `unknown`: not found, but nothing says how it would look on this system
 */
export type NeedState = 'present' | 'missing' | 'outdated' | 'unknown';
