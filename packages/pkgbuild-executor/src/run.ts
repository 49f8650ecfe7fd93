import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '@rbee-internal/system/process';
import { type ChosenGuard, chooseGuard } from './guards/choose-guard.js';
import { type BuildNetwork, openBuildNetwork } from './network/build-network.js';
import type { ResolvedOptions } from './options.js';
import { createRecorder, type Recorder } from './phases/recorder.js';
import { prepareBuildEnvironment } from './surroundings/build-environment.js';
import { type BuildFolders, holdBuildFolders } from './surroundings/build-folders.js';
import { requireProgram } from './surroundings/require-program.js';
import { sessionAccess } from './surroundings/session-access.js';

/** What all steps of one call share. */
export interface Run {
  readonly options: ResolvedOptions;
  readonly folders: BuildFolders;
  readonly recorder: Recorder;
  /** Ends the run from within: its reason is what the call rejects with. */
  readonly stop: AbortController;
  /** Aborted by the caller or by `stop`, whichever comes first. */
  readonly signal: AbortSignal;
  /** Absolute paths of the programs we start. */
  readonly bash: string;
  readonly mkfifo: string;
  readonly fakeroot: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: ChosenGuard;
  /** By which its programs reach servers; absent where none may, and without a sandbox. */
  readonly network: BuildNetwork | undefined;
}

/** @throws ExecuteError `BASH_MISSING`, `SANDBOX` */
export async function prepareRun(given: ResolvedOptions): Promise<Run> {
  const { env } = given;
  const [bash, mkfifo, fakeroot] = await Promise.all([
    requireProgram('bash', env),
    requireProgram('mkfifo', env),
    given.fakeroot === 'off' ? undefined : findProgram('fakeroot', env),
  ]);
  const folders = await holdBuildFolders(given);
  try {
    const { options } = folders;
    const environment = await prepareBuildEnvironment(options);
    const sandbox = await chooseSandbox(folders, environment);
    const stop = new AbortController();
    const recorder = createRecorder({ options, logDir: folders.logDir, stop, sandbox });
    const { phase, host: onHost } = recorder;
    const network = await openBuildNetwork({ options, guard: sandbox.guard, phase, onHost });
    return {
      options,
      folders,
      recorder,
      stop,
      network,
      signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]),
      bash,
      mkfifo,
      fakeroot,
      environment: { ...environment, ...network?.environment },
      sandbox,
    };
  } catch (error) {
    await folders.close();
    throw error;
  }
}

/** Tries the guard with the folders of a session. */
async function chooseSandbox(folders: BuildFolders, environment: Run['environment']): Promise<ChosenGuard> {
  const { options, workDir } = folders;
  const temporary = await mkdtemp(path.join(workDir.path, 'probe-'));
  try {
    const writable = [options.srcDir, options.workDir];
    return await chooseGuard(options, await sessionAccess(folders, environment, { writable, temporary }));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
