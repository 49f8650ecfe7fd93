import { mkdtemp, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { sessionAccess } from './access.js';
import { prepareBuildEnvironment } from './build-environment.js';
import { findProgram, searchProgram } from './find-program.js';
import { type ChosenGuard, chooseGuard } from './guards/choose-guard.js';
import type { ResolvedOptions } from './options.js';
import { createRecorder, type Recorder } from './recorder.js';

/** What all steps of one call share. */
export interface Run {
  readonly options: ResolvedOptions;
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
}

/** @throws ExecuteError `BASH_MISSING`, `SANDBOX` */
export async function prepareRun(given: ResolvedOptions): Promise<Run> {
  const { PATH } = given.env;
  const [bash, mkfifo, fakeroot, options] = await Promise.all([
    findProgram('bash', PATH),
    findProgram('mkfifo', PATH),
    given.fakeroot === 'off' ? undefined : searchProgram('fakeroot', PATH),
    withRealFolders(given),
  ]);
  const environment = await prepareBuildEnvironment(given);
  const sandbox = await chooseSandbox(options, environment);
  const stop = new AbortController();
  return {
    options,
    recorder: createRecorder({ options, stop, guard: sandbox.guard.name, guardReason: sandbox.reason }),
    stop,
    signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]),
    bash,
    mkfifo,
    fakeroot,
    environment,
    sandbox,
  };
}

/** makepkg's `$startdir` has no links in it. */
async function withRealFolders(options: ResolvedOptions): Promise<ResolvedOptions> {
  const { pkgbuildPath } = options;
  const [startDir, srcDir, pkgDir, workDir, pkgbuildDir] = await Promise.all(
    [options.startDir, options.srcDir, options.pkgDir, options.workDir, path.dirname(pkgbuildPath)].map(
      (folder) => realpath(folder),
    ),
  );
  return {
    ...options,
    pkgbuildPath: path.join(pkgbuildDir ?? path.dirname(pkgbuildPath), path.basename(pkgbuildPath)),
    startDir: startDir ?? options.startDir,
    srcDir: srcDir ?? options.srcDir,
    pkgDir: pkgDir ?? options.pkgDir,
    workDir: workDir ?? options.workDir,
  };
}

/** Tries the guard with the folders of a session. */
async function chooseSandbox(
  options: ResolvedOptions,
  environment: Run['environment'],
): Promise<ChosenGuard> {
  const temporary = await mkdtemp(path.join(options.workDir, 'probe-'));
  try {
    const writable = [options.srcDir, options.workDir];
    return await chooseGuard(options, await sessionAccess(options, environment, { writable, temporary }));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
