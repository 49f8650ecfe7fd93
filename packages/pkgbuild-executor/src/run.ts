import { prepareBuildEnvironment } from './build-environment.js';
import { findProgram } from './find-program.js';
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
  readonly environment: Readonly<Record<string, string>>;
}

/** @throws ExecuteError `BASH_MISSING` */
export async function prepareRun(options: ResolvedOptions): Promise<Run> {
  const stop = new AbortController();
  return {
    options,
    recorder: createRecorder(options, stop),
    stop,
    signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]),
    bash: await findProgram('bash', options.env.PATH),
    mkfifo: await findProgram('mkfifo', options.env.PATH),
    environment: await prepareBuildEnvironment(options),
  };
}
