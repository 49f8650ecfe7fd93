import type { WorkerBinary } from '@rbee/worker-catalog';
import type { RestartPolicy } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import type { WorkerProcess } from '../daemon-shapes.js';
import { CommandFailure } from '../errors.js';
import { findDaemonFor } from '../find-daemon-for.js';
import { findCurrentWorker } from '../find-installed-worker.js';
import { Interrupted } from '../interruption.js';
import { followProcess } from './processes.js';
import { type ForegroundResult, spawnInForeground } from './spawn-in-foreground.js';

export interface SpawnOptions {
  readonly port?: number;
  readonly queenUrl?: string;
  /** Seconds. */
  readonly readyTimeout: number;
  readonly attach?: boolean;
  readonly restart?: RestartPolicy;
  /** Further arguments of the worker. */
  readonly args: readonly string[];
}

/** Starts an installed worker: through the daemon where one runs, else in the foreground. */
export async function spawn(
  name: string,
  options: SpawnOptions,
  context: CommandContext,
): Promise<{ readonly process: WorkerProcess } | ForegroundResult> {
  const catalog = await context.openCatalog();
  const worker = await findCurrentWorker(catalog, name, context.signal);
  const found = await findDaemonFor(catalog, context);
  if (found !== undefined) return spawnByDaemon(worker, { daemon: found.daemon, options }, context);
  if (options.restart !== undefined || options.attach) throw needsDaemon();
  const { program } = await catalog.checkBeforeSpawn(worker.id, { signal: context.signal });
  return spawnInForeground({ ...worker, path: program }, options, context);
}

async function spawnByDaemon(
  worker: WorkerBinary,
  { daemon, options }: { readonly daemon: DaemonClient; readonly options: SpawnOptions },
  context: CommandContext,
): Promise<{ readonly process: WorkerProcess }> {
  const { readyTimeout: readySeconds, attach, ...rest } = options;
  const process = await daemon.runProcessJob(
    { operation: 'worker_spawn', ...rest, worker: worker.id, readySeconds },
    context,
  );
  for (const line of howToTalkTo(worker, process.url)) context.tell(line);
  context.tell(`It goes on until: rbee-hive stop ${process.id}`);
  context.print(process.url);
  if (attach) await attachTo(process, daemon, context);
  return { process };
}

/** Shows what a process prints until it ends. @throws Interrupted by Ctrl-C, which leaves it running */
async function attachTo(
  process: WorkerProcess,
  daemon: DaemonClient,
  context: CommandContext,
): Promise<void> {
  try {
    await followProcess(daemon, { process, after: undefined }, context);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      `Not shown any more; it goes on until: rbee-hive stop ${process.id}`,
      error.exitCode,
    );
  }
}

/** What a person types to use a worker that is ready. */
export function howToTalkTo(worker: WorkerBinary, url: string): string[] {
  const body = '{"messages":[{"role":"user","content":"Hello"}],"stream":true}';
  return [
    `${worker.id} is ready at ${url}. Talk to it:`,
    `  curl ${url}/health`,
    `  curl -N ${url}/v1/chat/completions -H 'content-type: application/json' -d '${body}'`,
  ];
}

function needsDaemon(): CommandFailure {
  return new CommandFailure({
    code: 'NO_DAEMON',
    message: '--restart and --attach are for a daemon, and none runs.',
    hint: 'Start it with rbee-hive serve; without these options the worker runs in the foreground.',
  });
}
