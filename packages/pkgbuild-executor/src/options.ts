import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import {
  abortSignal,
  absolutePath,
  anything,
  bound,
  buildVariables,
  callback,
  checkOptions,
  either,
  environment,
  flag,
  hostPattern,
  listOf,
  naturalNumber,
  networkByPhase,
  oneOf,
  type Shape,
  text,
  wholeNumber,
} from './check-options.js';
import { ExecuteError } from './errors.js';
import { DEFAULT_EXECUTE_LIMITS, type ExecuteLimits } from './limits/execute-limits.js';
import type { NetworkByPhase, UpstreamProxy } from './network/types.js';
import { ALL_PHASES, type Phase } from './phases/phase.js';
import { type BuildConfig, defaultBuildConfig } from './surroundings/build-config.js';
import { jobVariables, makeflagsFor, type ParallelJobs } from './surroundings/parallel-jobs.js';
import type { ExecuteOptions } from './types.js';

/** What a call needs to know of the recipe and of the machine. */
type Needed =
  | ('startDir' | 'srcDir' | 'pkgDir' | 'workDir')
  | ('pkgbase' | 'pkgnames' | 'functions')
  | ('carch' | 'env');

/** The options with every default applied; what of the recipe is not given is empty until it was asked for. */
export interface ResolvedOptions
  extends Omit<ExecuteOptions, 'network' | 'buildDir' | Needed>,
    Readonly<Record<'startDir' | 'srcDir' | 'pkgDir' | 'workDir' | 'pkgbase' | 'carch', string>> {
  readonly pkgnames: readonly string[];
  readonly functions: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly phases: readonly Phase[];
  readonly sourceDateEpoch: number;
  readonly buildConfig: BuildConfig;
  readonly variables: Readonly<Record<string, string>>;
  readonly native: boolean;
  readonly sourceDestDir: string;
  readonly tidy: boolean;
  readonly fakeroot: 'prefer' | 'off';
  readonly sandbox: 'require' | 'prefer' | 'off';
  readonly network: ResolvedNetwork | undefined;
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly packageSources: 'writable' | 'read-only';
  readonly colors: 'keep' | 'strip';
  readonly limits: ExecuteLimits;
}

/** The network that a build may use, every default applied. */
export interface ResolvedNetwork {
  readonly phases: readonly Phase[];
  readonly hosts: readonly string[] | 'public';
  readonly allowPrivate: readonly string[];
  /** What each phase may reach instead; names of ecosystems among them until `resolveEcosystems`. */
  readonly allow: NetworkByPhase | undefined;
  readonly proxy: UpstreamProxy | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** Applies the defaults and checks what becomes part of a path or of a variable's name. */
export function resolveOptions(options: ExecuteOptions): ResolvedOptions {
  checkExecuteOptions(options);
  const carch = options.carch ?? machineArchitecture();
  requireArchitecture(carch);
  return {
    ...options,
    ...resolveFolders(options),
    ...resolveRecipe(options),
    carch,
    env: options.env ?? DEFAULT_ENVIRONMENT,
    phases: options.phases ?? ALL_PHASES,
    sourceDateEpoch: options.sourceDateEpoch ?? Math.floor(Date.now() / 1000),
    buildConfig: resolveBuildConfig(options, carch),
    variables: { ...jobVariables(jobsOf(options)), ...options.variables },
    native: options.native ?? false,
    tidy: options.tidy ?? true,
    fakeroot: options.fakeroot ?? 'prefer',
    sandbox: options.sandbox ?? 'prefer',
    network: resolveNetwork(options.network),
    readable: options.readable ?? [],
    writable: options.writable ?? [],
    packageSources: options.packageSources ?? 'writable',
    colors: options.colors ?? 'keep',
    limits: { ...DEFAULT_EXECUTE_LIMITS, ...definedMembers(options.limits ?? {}) },
  };
}

const DEFAULT_ENVIRONMENT = Object.freeze({ PATH: '/usr/local/bin:/usr/bin:/bin' });

type Folders = Pick<ResolvedOptions, 'startDir' | 'srcDir' | 'sourceDestDir' | 'pkgDir' | 'workDir'>;

function resolveFolders(options: ExecuteOptions): Folders {
  const startDir = options.startDir ?? path.dirname(options.pkgbuildPath);
  const buildDir = options.buildDir ?? startDir;
  const srcDir = options.srcDir ?? path.join(buildDir, 'src');
  return {
    startDir,
    srcDir,
    sourceDestDir: options.sourceDestDir ?? srcDir,
    pkgDir: options.pkgDir ?? path.join(buildDir, 'pkg'),
    workDir: options.workDir ?? path.join(buildDir, `.work-${randomUUID()}`),
  };
}

type RecipeNames = Pick<ResolvedOptions, 'pkgbase' | 'pkgnames' | 'functions'>;

/** @throws ExecuteError `INVALID_NAME` */
export function resolveRecipe({
  pkgbase,
  pkgnames,
  functions,
}: Pick<ExecuteOptions, keyof RecipeNames>): RecipeNames {
  for (const name of [pkgbase ?? [], pkgnames ?? []].flat()) requirePackageName(name);
  return { pkgbase: pkgbase ?? '', pkgnames: pkgnames ?? [], functions: functions ?? [] };
}

/** Where a build has its sources: `$srcdir`, and `$SRCDEST` where that is another folder. */
export function sourceFolders({
  srcDir,
  sourceDestDir,
}: Pick<ResolvedOptions, 'srcDir' | 'sourceDestDir'>): readonly string[] {
  return srcDir === sourceDestDir ? [srcDir] : [srcDir, sourceDestDir];
}

const phase = oneOf(...ALL_PHASES);

const REQUIRED: Shape = {
  pkgbuildPath: absolutePath,
};

const OPTIONAL: Shape = {
  startDir: absolutePath,
  buildDir: absolutePath,
  srcDir: absolutePath,
  pkgDir: absolutePath,
  workDir: absolutePath,
  pkgbase: text,
  pkgnames: listOf(text),
  functions: listOf(text),
  carch: text,
  env: environment,
  phases: listOf(phase),
  variables: buildVariables,
  jobs: naturalNumber,
  maxLoad: bound,
  native: flag,
  sourceDestDir: absolutePath,
  buildConfig: anything,
  tidy: flag,
  fakeroot: oneOf('prefer', 'off'),
  sandbox: oneOf('require', 'prefer', 'off'),
  network: anything,
  readable: listOf(absolutePath),
  writable: listOf(absolutePath),
  packageSources: oneOf('writable', 'read-only'),
  logDir: absolutePath,
  colors: oneOf('keep', 'strip'),
  sourceDateEpoch: wholeNumber,
  signal: abortSignal,
  onEvent: callback,
  limits: anything,
};

const NETWORK: Shape = {
  allow: networkByPhase,
  fetch: callback,
  phases: listOf(phase),
  hosts: either(oneOf('public'), listOf(hostPattern)),
  allowPrivate: listOf(hostPattern),
  proxy: anything,
};

const LIMITS: Shape = Object.fromEntries(Object.keys(DEFAULT_EXECUTE_LIMITS).map((name) => [name, bound]));

/** @throws ExecuteError `INVALID_OPTION` */
function checkExecuteOptions(options: ExecuteOptions): void {
  checkOptions(options, REQUIRED, { optional: OPTIONAL });
  checkOptions(
    options.limits ?? {},
    {},
    { optional: { ...LIMITS, freeDiskBytes: wholeNumber }, at: 'limits.' },
  );
  const { network = false } = options;
  if (typeof network === 'boolean') return;
  checkOptions(network, {}, { optional: NETWORK, at: 'network.' });
  if (network.allow !== undefined && (network.phases !== undefined || network.hosts !== undefined))
    throw new ExecuteError({
      code: 'INVALID_OPTION',
      message: 'The option network.allow replaces network.phases and network.hosts: set one or the others',
    });
  checkOptions(
    network.proxy ?? {},
    {},
    { optional: { http: text, https: text, no: text }, at: 'network.proxy.' },
  );
}

function resolveNetwork(network: ExecuteOptions['network'] = false): ResolvedNetwork | undefined {
  if (network === false) return undefined;
  const given = network === true ? {} : network;
  const { phases = ALL_PHASES, hosts = 'public', allow, allowPrivate = [], proxy, fetch } = given;
  return { phases, hosts, allow, allowPrivate, proxy, fetch };
}

function resolveBuildConfig(options: ExecuteOptions, carch: string): BuildConfig {
  const { buildConfig = {}, native = false } = options;
  const jobs = jobsOf(options);
  const makeflags = makeflagsFor(jobs);
  const isLimited = jobs.jobs !== undefined || jobs.maxLoad !== undefined;
  return {
    ...defaultBuildConfig(carch, process.platform, { native }),
    makeflags,
    ...buildConfig,
    ...(isLimited ? { makeflags } : {}),
  };
}

function jobsOf({ jobs, maxLoad }: ExecuteOptions): ParallelJobs {
  return { jobs, maxLoad };
}

function definedMembers<T extends object>(members: T): Partial<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  // The members are those of T, some left out.
  return Object.fromEntries(entries) as Partial<T>;
}

/** The rule for `pkgname` in PKGBUILD(5): it also keeps each `$pkgdir` a folder of its own below `pkgDir`. */
function requirePackageName(name: string): void {
  if (/^[A-Za-z0-9+_@][A-Za-z0-9+_.@-]*$/.test(name)) return;
  throw new ExecuteError({
    code: 'INVALID_NAME',
    message: `"${showForeign(name)}" is not a valid package name: it may have letters, digits and "+_.@-", and must not begin with "-" or "."`,
  });
}

/** What makepkg calls the architectures that Node knows. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
  arm: 'armv7h',
};

function machineArchitecture(): string {
  return ARCHITECTURES[process.arch] ?? process.arch;
}

function requireArchitecture(carch: string): void {
  if (/^[A-Za-z0-9_]+$/.test(carch)) return;
  throw new ExecuteError({
    code: 'INVALID_NAME',
    message: `"${showForeign(carch)}" is not a valid architecture: it may have letters, digits and "_"`,
  });
}
