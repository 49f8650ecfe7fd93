import { findProgram, type ProgramOutcome, runProgram } from '@rbee-internal/system/process';
import { PACKAGE_PROGRAMS } from './package-programs.js';

const PACMAN_MILLISECONDS = 30_000;
const PACMAN_BYTES = 1_048_576;

/** What `pacman -T` ends with when something is missing. */
const PACMAN_MISSING = 127;

/** Options of `checkDependencies`. */
export interface CheckDependenciesOptions {
  /** The environment whose `PATH` is looked through. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** What a machine has of a list of dependencies. */
export interface DependencyReport {
  /** Who was asked: pacman's database, or which programs there are. */
  readonly method: 'pacman' | 'programs';
  /** What is not there, with the programs that were looked for in vain. */
  readonly missing: readonly { readonly dependency: string; readonly programs: readonly string[] }[];
  /** What cannot be checked: libraries and packages without a known program. Always empty with pacman. */
  readonly unknown: readonly string[];
}

/**
 * Checks `depends`, `makedepends` and the like, such as `cmake>=3.20`, before anything runs. On Arch pacman checks them,
 * versions included. Elsewhere, and where pacman fails, a table says by which programs a package is recognised, and
 * versions do not count.
 *
 * @throws the signal's reason when it was aborted
 * @example
 * ```ts
 * const { missing } = await checkDependencies(['cmake>=3.20', 'ninja'], { env: process.env });
 * ```
 */
export async function checkDependencies(
  dependencies: readonly string[],
  { env, signal }: CheckDependenciesOptions,
): Promise<DependencyReport> {
  signal?.throwIfAborted();
  const wanted = [...new Set(dependencies)];
  const pacman = await findProgram('pacman', env);
  if (pacman !== undefined && wanted.length > 0 && (await hasDatabase(pacman, signal))) {
    const missing = await missingByPacman(pacman, wanted, signal);
    if (missing !== undefined)
      return {
        method: 'pacman',
        missing: missing.map((dependency) => ({ dependency, programs: [] })),
        unknown: [],
      };
  }
  return checkPrograms(wanted, env, signal);
}

/** pacman is also there on machines whose packages it does not manage: its database is then empty. */
async function hasDatabase(pacman: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { stdout } = await runPacman(pacman, ['-Qq'], signal);
  return stdout.toString('utf8').trim() !== '';
}

/** `undefined` when pacman does not know. */
async function missingByPacman(
  pacman: string,
  wanted: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[] | undefined> {
  const { end, stdout } = await runPacman(pacman, ['-T', '--', ...wanted], signal);
  if (end.type !== 'exit') return undefined;
  if (end.code === PACMAN_MISSING)
    return stdout
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
  return end.code === 0 ? [] : undefined;
}

function runPacman(
  pacman: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ProgramOutcome> {
  return runProgram(pacman, args, {
    env: { LC_ALL: 'C' },
    signal,
    timeoutMilliseconds: PACMAN_MILLISECONDS,
    maxOutputBytes: PACMAN_BYTES,
  });
}

async function checkPrograms(
  wanted: readonly string[],
  env: CheckDependenciesOptions['env'],
  signal: AbortSignal | undefined,
): Promise<DependencyReport> {
  const missing: { dependency: string; programs: readonly string[] }[] = [];
  const unknown: string[] = [];
  for (const dependency of wanted) {
    signal?.throwIfAborted();
    const [name = ''] = dependency.split(/[<>=]/, 1);
    const programs = Object.hasOwn(PACKAGE_PROGRAMS, name) ? (PACKAGE_PROGRAMS[name] ?? []) : [];
    const absent = [];
    for (const program of programs) {
      if ((await findProgram(program, env)) === undefined) absent.push(program);
    }
    if (programs.length === 0) unknown.push(dependency);
    else if (absent.length > 0) missing.push({ dependency, programs: absent });
  }
  return { method: 'programs', missing, unknown };
}
