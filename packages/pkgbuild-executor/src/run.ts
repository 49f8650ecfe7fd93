import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '@rbee-internal/system/process';
import { type ChosenGuard, chooseGuard } from './guards/choose-guard.js';
import { type BuildNetwork, openBuildNetwork } from './network/build-network.js';
import { resolveEcosystems } from './network/resolve-network.js';
import { type ResolvedNetwork, type ResolvedOptions, sourceFolders } from './options.js';
import { createRecorder, type Recorder } from './phases/recorder.js';
import { prepareBuildEnvironment } from './surroundings/build-environment.js';
import { type BuildFolders, holdBuildFolders } from './surroundings/build-folders.js';
import { requireProgram } from './surroundings/require-program.js';
import { sessionAccess } from './surroundings/session-access.js';
import { openTemporaryFolder, type TemporaryFolder } from './surroundings/temporary-folder.js';

/** What all steps of one call share. */
export interface Run {
  readonly options: ResolvedOptions;
  readonly folders: BuildFolders;
  readonly recorder: Recorder;
  /** Ends the run from within: its reason is what the call rejects with. */
  readonly stop: AbortController;
  /** Aborted by the caller's signal or by `stop`, whichever comes first. */
  readonly signal: AbortSignal;
  /** Lets go of everything that the call holds. */
  close(): Promise<void>;
  /** Absolute paths of the programs we start. */
  readonly bash: string;
  readonly mkfifo: string;
  readonly fakeroot: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: ChosenGuard;
  /** Its `TMPDIR`. */
  readonly temporary: TemporaryFolder;
  /** By which its programs reach servers; absent where none may, and without a sandbox. */
  readonly network: BuildNetwork | undefined;
}

/** @throws ExecuteError `BASH_MISSING`, `SANDBOX` */
export async function prepareRun(given: ResolvedOptions): Promise<Run> {
  const programs = await findPrograms(given);
  const folders = await holdBuildFolders(given);
  try {
    const { variables, home } = await prepareBuildEnvironment(folders.options);
    const hosts = await resolveEcosystems(folders.options, home);
    const environment = { ...variables, ...hosts?.variables };
    const sandbox = await chooseSandbox(folders, environment);
    return await openRun({ ...programs, folders, environment, sandbox }, hosts?.network);
  } catch (error) {
    await folders.close();
    throw error;
  }
}

async function findPrograms({
  env,
  fakeroot,
}: ResolvedOptions): Promise<Pick<Run, 'bash' | 'mkfifo' | 'fakeroot'>> {
  return {
    bash: await requireProgram('bash', env),
    mkfifo: await requireProgram('mkfifo', env),
    fakeroot: fakeroot === 'off' ? undefined : await findProgram('fakeroot', env),
  };
}

async function openRun(
  parts: Pick<Run, 'bash' | 'mkfifo' | 'fakeroot' | 'folders' | 'environment' | 'sandbox'>,
  allowed: ResolvedNetwork | undefined,
): Promise<Run> {
  const { folders, sandbox } = parts;
  const { options } = folders;
  const stop = new AbortController();
  const recorder = createRecorder({ options, logDir: folders.logDir, stop, sandbox });
  const { phase, host: onHost } = recorder;
  const temporary = await openTemporaryFolder(options.workDir, sandbox.guard);
  const network = await openBuildNetwork({ network: allowed, guard: sandbox.guard, phase, onHost });
  const onAbort = () => stop.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  return {
    ...parts,
    options,
    recorder,
    stop,
    signal: stop.signal,
    network,
    temporary,
    environment: { ...parts.environment, TMPDIR: temporary.name, ...network?.environment },
    async close() {
      options.signal?.removeEventListener('abort', onAbort);
      recorder.close();
      network?.close();
      await temporary.close();
      await folders.close();
    },
  };
}

/** Tries the guard with the folders of a session. */
async function chooseSandbox(folders: BuildFolders, environment: Run['environment']): Promise<ChosenGuard> {
  const { options, workDir } = folders;
  const temporary = await mkdtemp(path.join(workDir.path, 'probe-'));
  try {
    const writable = [...sourceFolders(options), options.workDir];
    return await chooseGuard(options, await sessionAccess(folders, environment, { writable, temporary }));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
