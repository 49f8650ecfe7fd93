import type { ExecuteOptions } from '@rbee/pkgbuild-executor';
import type { FullProbe } from '@rbee-internal/worker-entry';
import type { WorkerLaunch } from '@rbee-internal/worker-launch';
import { CONFINED_VARIABLE } from '../launcher/launcher-script.js';
import type { MissingLibraries } from '../launcher/missing-libraries.js';
import { loaderReport } from './loaded-libraries.js';
import { proofEnvironment, proofReadable } from './proof-environment.js';

export interface ProveOptions<P extends FullProbe = FullProbe> {
  readonly probe: P;
  /** How the worker is started; without one by the fixed rule. */
  readonly launch?: WorkerLaunch | undefined;
  /** The version that the recipe names. */
  readonly version: string;
  /** The tree that the program belongs to: it can read that, and not change it. */
  readonly tree: string;
  /** A private, empty folder outside of the tree, for what it writes. */
  readonly workDir: string;
  /** The environment from which the program gets a few variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This machine's, in Arch's terms. */
  readonly architecture: string;
  /** Libraries beside the program that it looks for itself, as paths in the tree. @default none */
  readonly plugins?: readonly string[] | undefined;
  /** What the worker computes on, such as `cuda`. @default not known */
  readonly backend?: string | undefined;
  /** Libraries that the package needs and that this machine lacks. @default none are known of */
  readonly missing?: MissingLibraries | undefined;
  /** Whether it is started through a launcher that mounts its package. @default false */
  readonly mounts?: boolean | undefined;
  /** As for the build. @default 'prefer' */
  readonly sandbox?: ExecuteOptions['sandbox'];
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes that a program may print: one that only prints its version prints less, and one that prints this much does not end. */
export const MAX_OUTPUT_BYTES = 256 * 1024;
/** As a build's: a cancelled installation is gone within a second. */
const GRACE_MS = 300;

/** How a program that proves itself is kept apart from the rest of the machine. */
export async function confinement(options: ProveOptions, variables: Readonly<Record<string, string>> = {}) {
  const { tree, workDir, env, sandbox, timeoutMilliseconds, signal, plugins = [] } = options;
  const report = plugins.length > 0 ? loaderReport(workDir) : {};
  return {
    workDir,
    env: {
      ...proofEnvironment(env, workDir),
      ...variables,
      ...report,
      ...(options.mounts === true && { [CONFINED_VARIABLE]: '1' }),
    },
    readable: [tree, ...(await proofReadable(env))],
    gpu: true,
    nestedSandbox: options.mounts === true,
    sandbox,
    limits: {
      milliseconds: timeoutMilliseconds,
      outputBytes: MAX_OUTPUT_BYTES,
      graceMilliseconds: GRACE_MS,
    },
    signal,
  };
}
