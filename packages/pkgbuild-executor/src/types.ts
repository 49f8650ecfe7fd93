import type { ExecuteEvent } from './events.js';
import type { GuardFacts } from './guards/guard-facts.js';
import type { ExecuteLimits } from './limits/execute-limits.js';
import type { HostReached, NetworkOptions } from './network/types.js';
import type { BuiltPackage } from './package/built-package.js';
import type { Phase, PhaseResult } from './phases/phase.js';
import type { BuildConfig } from './surroundings/build-config.js';
import type { BuildSurroundings } from './surroundings/build-surroundings.js';

/** Options of `executePkgbuild`. Paths are absolute; folders that are named exist. */
export interface ExecuteOptions {
  /** The working copy of the PKGBUILD; a changed `pkgver` is written into it. */
  readonly pkgbuildPath: string;
  /** `$startdir`: where the PKGBUILD and its local files are. @default the folder of `pkgbuildPath` */
  readonly startDir?: string | undefined;
  /** Where the folders below are made that are not named, as makepkg has it in `$BUILDDIR`. @default `startDir` */
  readonly buildDir?: string | undefined;
  /** `$srcdir`: prepared by the source fetcher. @default `src` in `buildDir`, made where it is not there */
  readonly srcDir?: string | undefined;
  /**
   * Holds one `$pkgdir` for each package: `<pkgDir>/<pkgname>`. @default `pkg` in `buildDir`, made where it is not there
   */
  readonly pkgDir?: string | undefined;
  /**
   * An empty folder for `HOME`, `TMPDIR` and our own files. It is left to the caller to remove.
   * @default one in `buildDir`, removed at the end
   */
  readonly workDir?: string | undefined;
  /** `pkgbase`, as parsed. @default what the file says: bash sources it once more, in the same sandbox */
  readonly pkgbase?: string | undefined;
  /** The package names, as parsed. @default what the file says */
  readonly pkgnames?: readonly string[] | undefined;
  /** Names of the functions that the PKGBUILD defines; others are not run. @default those that it defines */
  readonly functions?: readonly string[] | undefined;
  /** `$CARCH`, such as `x86_64`. @default this machine's */
  readonly carch?: string | undefined;
  /**
   * The caller's environment. Only an allow-list of it reaches the build (see `BUILD_ENVIRONMENT_NAMES`): never a
   * token. @default a `PATH` of the usual folders and nothing else
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * The recipe's own knobs, such as `CUDAARCHS`: set and exported for every function, and read before those of
   * `buildConfig`. Which names may be set is what `isBuildVariable` says; 100 at most, with values of 16 KiB. @default none
   */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /**
   * Programs that the build may run at a time: `MAKEFLAGS=-jN`, and the same for cmake, cargo, go and torch. It takes
   * precedence over `buildConfig.makeflags`. @default `-jN` in `MAKEFLAGS` alone, N being the machine's cores
   */
  readonly jobs?: number | undefined;
  /** The load of the machine above which make starts no further job: `-lN` in `MAKEFLAGS`. @default none */
  readonly maxLoad?: number | undefined;
  /**
   * Whether the build is for this machine alone: `SOURCE_DATE_EPOCH` is not set, for which ggml and others leave out what
   * the processor has beyond the architecture's minimum, and the default compiler flags say `native`. The program may not
   * start on another machine. @default false: as makepkg builds, for every machine of the architecture
   */
  readonly native?: boolean | undefined;
  /**
   * `$SRCDEST`: the folder with the build's own copies of what was fetched, to which `srcDir` has links. The build may
   * write to it as to `srcDir`. @default `srcDir`
   */
  readonly sourceDestDir?: string | undefined;
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
  /** Bounds on what a recipe may take. @default those that each bound names */
  readonly limits?: Partial<ExecuteLimits> | undefined;
}

/** What a build has made, and how it went. */
export interface ExecuteResult extends GuardFacts {
  /** What the build found around it: variables, jobs, locale. */
  readonly surroundings: BuildSurroundings;
  /** The servers that the build asked for in the sandbox, each once a phase by whether it was allowed; at most 1,000. */
  readonly hostsReached: readonly HostReached[];
  /** The phases that ran, in order; each package's `package` is one. */
  readonly phases: readonly PhaseResult[];
  /** The version that `pkgver()` gave, when it ran. */
  readonly pkgver?: string;
  /** Each package, empty for one without a function; none when phase `package` may not run. */
  readonly packages: readonly BuiltPackage[];
}
