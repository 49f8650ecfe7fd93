import type { ExecuteEvent } from './events.js';

/** A function of the PKGBUILD that makepkg runs, in its order. `package` stands for `package_<name>` too. */
export type Phase = 'verify' | 'prepare' | 'pkgver' | 'build' | 'check' | 'package';

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
}

export interface ExecuteResult {
  /** The phases that ran, in order; each package's `package` is one. */
  readonly phases: readonly PhaseResult[];
  /** The version that `pkgver()` gave, when it ran. */
  readonly pkgver?: string;
  /** Each package's `$pkgdir`, empty for a package without a function; none when phase `package` may not run. */
  readonly packages: readonly { readonly name: string; readonly pkgDir: string }[];
  /** What kept the build from the rest of the machine. */
  readonly guard: 'none';
}

export interface PhaseResult {
  readonly phase: Phase;
  /** The package, for phase `package`. */
  readonly package?: string;
  readonly milliseconds: number;
}
