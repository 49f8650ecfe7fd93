import { runProgram } from '@rbee-internal/system/process';
import type { Finding, PackageFamily, Probe } from '../machine.js';

/** What the looks at this machine share. */
export interface LookContext {
  readonly PATH: string;
  /** makepkg's `CARCH`. */
  readonly architecture: string;
  readonly family: PackageFamily | undefined;
  readonly signal: AbortSignal | undefined;
  /** Runs a program found on `PATH`. @returns what it printed, also when it failed; empty when it could not be run */
  readonly ask: (program: string, args: readonly string[]) => Promise<string>;
}

/** Looks for the probes of one kind; what is not found is left out. */
export type Look = (probes: readonly Probe[], context: LookContext) => Promise<readonly Finding[]>;

const TIMEOUT_MILLISECONDS = 10_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const GRACE_MILLISECONDS = 100;

/** What the programs that are asked get of the environment; English, whatever the user's language. */
const PASSED_VARIABLES = ['HOME', 'LD_LIBRARY_PATH', 'PATH', 'PKG_CONFIG_LIBDIR', 'PKG_CONFIG_PATH'];

/** Runs programs within limits. A program that is not there, or fails, is the same as one that prints nothing. */
export function createAsk(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): LookContext['ask'] {
  const passed = Object.fromEntries(PASSED_VARIABLES.map((name) => [name, env[name]]));
  return async (program, args) => {
    const { end, stdout } = await runProgram(program, args, {
      cwd: '/',
      env: { ...passed, LC_ALL: 'C', HOMEBREW_NO_AUTO_UPDATE: '1' },
      signal,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      graceMilliseconds: GRACE_MILLISECONDS,
    });
    return end.type === 'exit' ? stdout.toString('utf8') : '';
  };
}
