import type { BuildConfig } from './build-config.js';
import type { ExecuteEvent } from './events.js';
import type { SandboxProblem } from './guards/sandbox-problem.js';
import type { HostReached, NetworkOptions } from './network/types.js';

/** A function of the PKGBUILD that makepkg runs, in its order. `package` stands for `package_<name>` too. */
export type Phase = 'verify' | 'prepare' | 'pkgver' | 'build' | 'check' | 'package';

/** What keeps a build from the rest of the machine. */
export type GuardName = 'bubblewrap' | 'sandbox-exec' | 'none';

/** Why a phase ended. A cancelled one tells nothing: the call rejects with the signal's own reason. */
export type EndReason = 'completed' | 'exit' | 'signal' | 'timeout' | 'limit' | 'sandbox';

/** The bound that was reached. */
export type LimitName = 'time' | 'output' | 'memory' | 'processes' | 'disk';

/** Options of `executePkgbuild`. Paths are absolute; the folders exist. */
export interface ExecuteOptions {
  /** The working copy of the PKGBUILD; a changed `pkgver` is written into it. */
  readonly pkgbuildPath: string;
  /** `$startdir`: where the PKGBUILD and its local files are. */
  readonly startDir: string;
  /** `$srcdir`: prepared by the source fetcher. */
  readonly srcDir: string;
  /** Holds one `$pkgdir` for each package: `<pkgDir>/<pkgname>`. */
  readonly pkgDir: string;
  /** An empty folder for `HOME`, `TMPDIR` and our own files. It is left to the caller to remove. */
  readonly workDir: string;
  /** `pkgbase` and the package names, as parsed. */
  readonly pkgbase: string;
  readonly pkgnames: readonly string[];
  /** Names of the functions that the PKGBUILD defines; others are not run. */
  readonly functions: readonly string[];
  /** `$CARCH`, such as `x86_64`. */
  readonly carch: string;
  /**
   * The caller's environment. Only an allow-list of it reaches the build (see `BUILD_ENVIRONMENT_NAMES`): never a
   * token.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which phases may run. @default all, `check` included, as makepkg's own default is */
  readonly phases?: readonly Phase[] | undefined;
  /** What makepkg.conf(5) sets; members that are left out keep their default. @default Arch's */
  readonly buildConfig?: Partial<BuildConfig> | undefined;
  /** Whether a package is tidied by `OPTIONS` and `options` after its function. @default true */
  readonly tidy?: boolean | undefined;
  /** Whether package functions run below `fakeroot` where it is installed. @default 'prefer' */
  readonly fakeroot?: 'prefer' | 'off' | undefined;
  /**
   * Whether the recipe's code runs in a sandbox: `require` fails without one, `prefer` does without where there is
   * none, and the result says so. @default 'prefer'
   */
  readonly sandbox?: 'require' | 'prefer' | 'off' | undefined;
  /**
   * What a build in the sandbox may reach by http and https; `true` is every host of the public internet. Without a
   * sandbox it cannot be bounded. @default false
   */
  readonly network?: boolean | NetworkOptions | undefined;
  /**
   * Further files and folders that the sandbox shows, read-only. The system, the folders of `PATH` and the folder
   * that holds all four of ours are shown anyway. @default none
   */
  readonly readable?: readonly string[] | undefined;
  /** Further folders that the recipe may write to in every phase. @default none */
  readonly writable?: readonly string[] | undefined;
  /**
   * Whether package functions may write to `srcDir` in the sandbox. With makepkg they may, and many do: they unpack an
   * archive there, or `make install` links once more. @default 'writable'
   */
  readonly packageSources?: 'writable' | 'read-only' | undefined;
  /** A folder for one log file a phase; files of the same names are replaced. @default no logs */
  readonly logDir?: string | undefined;
  /** Whether lines keep the escape sequences that colour them. @default 'keep' */
  readonly colors?: 'keep' | 'strip' | undefined;
  /** Seconds since 1970, for `SOURCE_DATE_EPOCH`. @default the time of the call */
  readonly sourceDateEpoch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called for each event, in order. What it throws ends the call. */
  readonly onEvent?: ((event: ExecuteEvent) => void) | undefined;
  readonly limits?: Partial<ExecuteLimits> | undefined;
}

/** Bounds on hostile or broken recipes. */
export interface ExecuteLimits {
  /** Milliseconds of one phase. @default 7_200_000 (2 hours) */
  readonly phaseMilliseconds: number;
  /** Bytes of output, both streams of all phases together. @default 1_073_741_824 (1 GiB) */
  readonly outputBytes: number;
  /** Bytes of one line in an event; a longer line comes as several events. @default 65_536 */
  readonly lineBytes: number;
  /** Milliseconds between SIGTERM and SIGKILL. @default 2_000 */
  readonly graceMilliseconds: number;
  /** Processes at one time. Linux only. @default 4_096 */
  readonly processes: number;
  /** Files that one process may have open; kept by the kernel. @default 65_536 */
  readonly openFiles: number;
  /** Bytes of address space of one process; kept by the kernel. @default no bound */
  readonly processMemoryBytes: number;
  /** Bytes of memory of all processes together, without what they share. Linux only. @default no bound */
  readonly memoryBytes: number;
  /** Bytes that the build may add to its folders. @default 137_438_953_472 (128 GiB) */
  readonly diskBytes: number;
  /** Bytes that must stay free on the disk. @default 268_435_456 (256 MiB) */
  readonly freeDiskBytes: number;
}

/** What kept a build from the rest of the machine. */
export interface GuardFacts {
  readonly guard: GuardName;
  /** Why there was no guard, where there was none. */
  readonly guardReason?: string;
  /** The same with its cause and what to do about it; absent where no guard was wanted. */
  readonly guardProblem?: SandboxProblem;
}

export interface ExecuteResult extends GuardFacts {
  /** The servers that the build asked for in the sandbox, each once by whether it was allowed; at most 1,000. */
  readonly hostsReached: readonly HostReached[];
  /** The phases that ran, in order; each package's `package` is one. */
  readonly phases: readonly PhaseResult[];
  /** The version that `pkgver()` gave, when it ran. */
  readonly pkgver?: string;
  /** Each package, empty for one without a function; none when phase `package` may not run. */
  readonly packages: readonly BuiltPackage[];
}

/** What a package function has made. */
export interface BuiltPackage {
  readonly name: string;
  readonly pkgDir: string;
  /** The variables of PKGBUILD(5) as they were at the function's end; absent for a package without a function. */
  readonly metadata?: PackageMetadata;
  /** What makepkg would warn of. */
  readonly warnings?: readonly string[];
  /** Paths below `pkgDir` whose owner or mode only `fakeroot` keeps in mind. */
  readonly owners?: readonly PathOwner[];
}

/** A package's variables, its overrides applied and the lists of the architecture added. */
export interface PackageMetadata {
  readonly pkgname: string;
  readonly pkgbase: string;
  readonly pkgver: string;
  readonly pkgrel: string;
  readonly epoch: string;
  readonly pkgdesc: string;
  readonly url: string;
  readonly install: string;
  readonly changelog: string;
  readonly arch: readonly string[];
  readonly license: readonly string[];
  readonly groups: readonly string[];
  readonly depends: readonly string[];
  readonly makedepends: readonly string[];
  readonly checkdepends: readonly string[];
  readonly optdepends: readonly string[];
  readonly provides: readonly string[];
  readonly conflicts: readonly string[];
  readonly replaces: readonly string[];
  readonly backup: readonly string[];
  readonly options: readonly string[];
  readonly xdata: readonly string[];
}

export interface PathOwner {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly mode: number;
}

/** How a phase went; an error tells the same of the phase that failed. */
export interface PhaseReport {
  readonly milliseconds: number;
  /** Processor time, user and system, of bash and everything it waited for. */
  readonly cpuMilliseconds: number;
  /** The most memory that all processes together had to themselves, by samples; Linux only. */
  readonly peakMemoryBytes?: number;
  readonly guard: GuardName;
  /** The phase's log file, with {@link ExecuteOptions.logDir}. */
  readonly log?: string;
}

export interface PhaseResult extends PhaseReport {
  readonly phase: Phase;
  /** The package, for phase `package`. */
  readonly package?: string;
  readonly reason: 'completed';
  readonly exitCode: 0;
}
