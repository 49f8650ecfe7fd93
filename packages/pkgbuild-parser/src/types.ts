import type { Problem, Range } from './problems/problem.js';

/** A file's content, `false` when the file does not exist, `undefined` when it is not known. */
export type FileFact = string | false | undefined;

/** A program's path, whether it exists, or `undefined` when neither is known. */
export type CommandFact = string | boolean | undefined;

/** Facts about the host that a recipe may ask for; what you do not pass is not known. */
export interface HostFacts {
  /** `$CARCH`, such as `x86_64`. @default 'x86_64' */
  readonly carch?: string | undefined;
  /** Environment variables the recipe may read. @default none */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** What `uname` prints. @default not known */
  readonly uname?: UnameFacts | undefined;
  /** How many processors `nproc` counts: 1 or more. @default not known */
  readonly processors?: number | undefined;
  /** What `getconf` prints, by the name that it is asked for, such as `LONG_BIT` or `PAGESIZE`. @default not known */
  readonly configuration?: Readonly<Record<string, string>> | undefined;
  /** The content of `/etc/os-release`; `false` where there is none, as on macOS. @default not known */
  readonly osRelease?: FileFact;
  /** The moment that `date` prints, in UTC. @default not known */
  readonly date?: Date | undefined;
  /**
   * Which programs exist: the path, or only whether; a function may return it by name, `undefined` for what is not
   * known. `command -v`, `type`, `which` and `hash` read it, and a program that does not exist fails with 127.
   * @default not known of any
   */
  readonly commands?: Readonly<Record<string, CommandFact>> | ((name: string) => CommandFact) | undefined;
  /**
   * Contents of files that the recipe may source or read, by their name relative to its folder or as absolute
   * path, or a function that returns them; `false` for a file that is not there, `undefined` for one that is not known.
   */
  readonly files?: Readonly<Record<string, FileFact>> | ((name: string) => FileFact) | undefined;
  /** The names of all that lies in the recipe's folder, so that other names are known to be missing. @default not known */
  readonly folder?: readonly string[] | undefined;
  /** By the rules of which makepkg: Debian's and Ubuntu's, or the present one. @default '7.1' */
  readonly makepkg?: MakepkgVersion | undefined;
  /** The recipe's own name in that folder. @default 'PKGBUILD' */
  readonly fileName?: string | undefined;
}

/**
 * A makepkg whose rules are known. To 6.0 an empty element, an architecture named twice and one of a package that the
 * recipe does not name are fine; `xdata`, `options_<arch>` and the option `sccache` mean nothing, and a missing `arch`
 * is an error.
 */
export type MakepkgVersion = '6.0' | '7.1';

/** What `uname(1)` prints, each by the name of its long option. */
export interface UnameFacts {
  /** `-s`, such as `Linux` or `Darwin`. */
  readonly kernelName?: string | undefined;
  /** `-n` */
  readonly nodename?: string | undefined;
  /** `-r` */
  readonly kernelRelease?: string | undefined;
  /** `-v` */
  readonly kernelVersion?: string | undefined;
  /** `-m`, such as `x86_64` or `arm64`. */
  readonly machine?: string | undefined;
  /** `-o`, such as `GNU/Linux`. */
  readonly operatingSystem?: string | undefined;
}

/** Bounds on hostile text. */
export interface ParseLimits {
  /** UTF-16 code units of the text. @default 1_000_000 */
  readonly inputLength: number;
  /** All work: statements, expansions, characters compared, text copied; the default ends within a second. @default 1_000_000 */
  readonly steps: number;
  /** Words that one brace expansion or array may have. @default 100_000 */
  readonly words: number;
  /** Code units of one value. @default 1_000_000 */
  readonly valueLength: number;
  /** Nesting of evaluation. @default 100 */
  readonly depth: number;
}

/** What {@link parsePkgbuild} takes. */
export interface ParseOptions {
  /** What the recipe may ask of its host. @default none: what it asks is not known */
  readonly facts?: HostFacts | undefined;
  /** Bounds on hostile text. @default those that each bound names */
  readonly limits?: Partial<ParseLimits> | undefined;
}

/** What {@link parsePkgbuild} returns. */
export interface ParseResult {
  /** Present when no problem is an `error`. */
  readonly pkgbuild?: Pkgbuild;
  /** Errors and warnings, in the order in which they were found. */
  readonly problems: readonly Problem[];
}

/** A checksum variable's prefix, in makepkg's order. */
export type ChecksumAlgorithm = 'ck' | 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'b2';

/** A PKGBUILD(5) as sourcing it would leave it. A variable listed in `dynamic` has no value here. */
export interface Pkgbuild {
  readonly pkgbase: string;
  /** The package names; more than one for a split package. */
  readonly pkgnames: readonly string[];
  readonly pkgver: string;
  readonly pkgrel: string;
  /** Only when set. */
  readonly epoch?: string;
  readonly arch: readonly string[];
  /** Every scalar variable at the end of the file, by name, fields and `_custom` ones alike. */
  readonly scalars: ReadonlyMap<string, string>;
  /** Every indexed array at the end of the file, by name: `source`, `source_x86_64`, `_modules` … */
  readonly arrays: ReadonlyMap<string, readonly string[]>;
  /** Every associative array at the end of the file, by name; the keys in the order in which bash lists them. */
  readonly associativeArrays: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly functions: ReadonlyMap<string, PkgbuildFunction>;
  /** The packages with what their functions override, in the order of `pkgnames`. */
  readonly packages: readonly PkgbuildPackage[];
  /** Variables whose value cannot be known, by name. */
  readonly dynamic: ReadonlyMap<string, DynamicVariable>;
  /** By variable: the facts that its value depends on, such as `CARCH` or `uname -s`. */
  readonly facts: ReadonlyMap<string, readonly string[]>;
  /** By variable: where it stands in the text. */
  readonly locations: ReadonlyMap<string, VariableLocation>;
}

/** Where a variable's value stands in the text, for an editor, a report or a tool that changes it. */
export interface VariableLocation {
  /** The last assignment to it, name and value. */
  readonly range: Range;
  /** The value in that assignment, quotes and parentheses included. */
  readonly value: Range;
  /**
   * Of an array, by element: the word that it came from, which may be in an earlier assignment and may have given
   * several elements. Empty where that is not known, as for text that `eval` has read.
   */
  readonly elements: readonly Range[];
}

/** What the function of one package sets, read as makepkg reads it: statically, every branch in order. */
export interface PkgbuildPackage {
  readonly name: string;
  /** The fields set, by name; an empty one is cleared. */
  readonly scalars: ReadonlyMap<string, string>;
  /** The fields set, by name, those for one architecture included; an empty one is cleared. */
  readonly arrays: ReadonlyMap<string, readonly string[]>;
  /** Of `arrays`, those that only add to the recipe's own value, which comes first in them. */
  readonly appended: ReadonlySet<string>;
  /** Fields set to what cannot be known, by name. */
  readonly dynamic: ReadonlyMap<string, DynamicVariable>;
}

/** A function that the recipe defines. */
export interface PkgbuildFunction {
  readonly name: string;
  /** The definition as it stands in the file, name and braces included. */
  readonly text: string;
  readonly range: Range;
}

/** A variable whose value cannot be known. */
export interface DynamicVariable {
  readonly name: string;
  /** What could not be known: "the output of `curl`". */
  readonly reason: string;
  readonly range: Range;
}

/** One entry of `source`, taken apart by makepkg's string rules. */
export interface Source {
  /** The whole entry as it stands in the array. */
  readonly entry: string;
  /** What it is fetched with: `local`, `http`, `https`, `ftp`, `file`, `git`, `hg`, `svn`, `bzr`, `fossil`, or any other text. */
  readonly protocol: string;
  /** The name it has in `$srcdir`. */
  readonly name: string;
  /** The part after `name::`. */
  readonly url: string;
  /** For version control: what to fetch from, without `vcs+`, fragment and query. Else equal to `url`. */
  readonly remote: string;
  /** After `#`, such as `branch=main`. Only when there is one. */
  readonly fragment?: string;
  /** After `?`, such as `signed`. Only when there is one. */
  readonly query?: string;
}

/** The recipe or one of its packages with everything that counts for one architecture. */
export interface MergedView {
  readonly architecture: string;
  readonly scalars: ReadonlyMap<string, string>;
  readonly arrays: ReadonlyMap<string, readonly string[]>;
}

/** For which architecture, and by whose rules. */
export interface ViewOptions {
  readonly architecture: string;
  /** By whose rules the package's fields replace the recipe's: those of readers of `.SRCINFO`, or of a build. @default 'srcinfo' */
  readonly as?: 'srcinfo' | 'build' | undefined;
}

/** Where a variable's value comes from. */
export interface Explanation {
  readonly name: string;
  /** When it is set and known. */
  readonly value?: string | readonly string[] | ReadonlyMap<string, string>;
  /** What it depends on, such as `CARCH`, `uname -s`, `command nvidia-smi`, `environment HOME`, `date` or `file x`. */
  readonly facts: readonly string[];
  /** When it is not known. */
  readonly dynamic?: DynamicVariable;
}

/** The fields of one section of a `.SRCINFO`, those for one architecture under their own names. */
export interface SrcinfoSection {
  readonly scalars: ReadonlyMap<string, string>;
  readonly arrays: ReadonlyMap<string, readonly string[]>;
}

/** The section of one package: what is not in it is as in the recipe, and an empty array is cleared. */
export interface SrcinfoPackage extends SrcinfoSection {
  readonly name: string;
}

/** A `.SRCINFO` file. */
export interface Srcinfo extends SrcinfoSection {
  readonly pkgbase: string;
  readonly packages: readonly SrcinfoPackage[];
}

/** What {@link parseSrcinfo} takes. */
export interface SrcinfoOptions {
  /** Whether what is wrong is a warning and passed over. @default false */
  readonly lenient?: boolean | undefined;
}

/** What {@link parseSrcinfo} returns. */
export interface SrcinfoResult {
  /** Present when no problem is an `error`. */
  readonly srcinfo?: Srcinfo;
  readonly problems: readonly Problem[];
}

/** How the version of a dependency compares: pacman knows no other operators. */
export type DependencyOperator = '<' | '<=' | '=' | '>=' | '>';

/** A dependency expression, taken apart. */
export interface Dependency {
  readonly expression: string;
  readonly name: string;
  /** Only when a version is asked for. */
  readonly operator?: DependencyOperator;
  readonly version?: string;
  /** What an optional dependency is for. */
  readonly description?: string;
}

/** What a package offers to those that depend on it. */
export interface Provision {
  readonly name: string;
  /** The whole version, `[epoch:]pkgver[-pkgrel]`. */
  readonly version: string;
  /** Entries of `provides`. */
  readonly provides?: readonly string[] | undefined;
}

/** A stretch of a text, and what takes its place. */
export interface TextEdit {
  /** In the text before the edit; empty where something is inserted. */
  readonly range: Range;
  readonly text: string;
}

/** What {@link setVariable}, {@link bumpVersion} and {@link updateChecksums} return. */
export interface EditResult {
  /** The whole text after the edits, unchanged everywhere else; only when there is no problem. */
  readonly text?: string;
  /** In the order of the text, without overlaps; none when the values are as wanted already. */
  readonly edits: readonly TextEdit[];
  /** Errors: `NOT_EDITABLE` where the text sets a value in a way that an edit cannot reach. */
  readonly problems: readonly Problem[];
}

/** The version that {@link bumpVersion} writes. */
export interface NewVersion {
  readonly pkgver: string;
  /** @default '1' */
  readonly pkgrel?: string | undefined;
  /** @default the epoch stays as it is */
  readonly epoch?: string | undefined;
}
