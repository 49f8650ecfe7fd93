import type { WorkerBinary } from '@rbee/worker-catalog';
import { type WorkerProcess, WorkerSpawn } from 'rbee-hive-daemon/api';
import { findCurrentWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import type { DaemonClient } from '../../daemon/client/daemon-client.js';
import { findDaemonFor } from '../../daemon/find-daemon-for.js';
import { CommandFailure } from '../../errors.js';
import { Interrupted } from '../../interruption.js';
import { type AddCommand, command } from '../command.js';
import { fieldOption, helpOf } from '../options/field-option.js';
import { addStartOptions, type StartFlags, startSettings } from '../options/model-options.js';
import { parseHttpUrl, parsePort } from '../options/option-parsers.js';
import { followProcess } from './follow-process.js';
import { howToTalkTo } from './how-to-talk-to.js';
import { type ForegroundResult, spawnInForeground } from './spawn-in-foreground.js';
import type { SpawnOptions } from './spawn-options.js';

export const addSpawn: AddCommand = (program, run) => {
  const { worker, port, queenUrl, name, keep, fresh } = WorkerSpawn.shape;
  const spawnCommand = command(program, {
    name: 'spawn',
    description:
      'start an installed worker and wait until it is healthy; with a daemon it goes on, else it runs until Ctrl-C',
    examples: [
      ['spawn echo-worker-cpu', 'on a free port, which it prints as a URL'],
      ['spawn echo-worker-cpu --port 9000 --restart on-failure', 'on this port, again when it fails'],
      [
        'spawn llama-cpp-cpu --model ./qwen.gguf --context 8192',
        'with a model, which the gateway then serves',
      ],
      [
        'spawn llama-cpp-cuda --gpu 0 --name chat --keep',
        'as the last time, on one GPU, again after a restart',
      ],
      ['spawn echo-worker-cpu -- --heartbeat-seconds 60', 'with arguments of its own'],
    ],
  })
    .addArgument(completes('installed', '<worker>', helpOf(worker)))
    .argument('[args...]', 'further arguments of the worker, after --')
    .addOption(fieldOption('--port <number>', port, parsePort))
    .addOption(fieldOption('--queen-url <url>', queenUrl, parseHttpUrl))
    .addOption(fieldOption('--name <name>', name))
    .addOption(fieldOption('--keep', keep))
    .addOption(fieldOption('--fresh', fresh))
    .option('--attach', 'with a daemon: show what it prints until it ends');
  addStartOptions(spawnCommand).action((id: string, args: string[], flags: SpawnFlags) =>
    run((context) => spawn(id, { ...startSettings(flags), ...(args.length > 0 && { args }) }, context)),
  );
};

type SpawnFlags = StartFlags & Pick<SpawnOptions, 'port' | 'queenUrl' | 'attach' | 'name' | 'keep' | 'fresh'>;

/** Starts an installed worker: through the daemon where one runs, else in the foreground. */
async function spawn(
  name: string,
  options: SpawnOptions,
  context: CommandContext,
): Promise<{ readonly process: WorkerProcess } | ForegroundResult> {
  const view = await context.openView();
  const worker = await findCurrentWorker(view, name, context.signal);
  const found = await findDaemonFor(view, context);
  if (found !== undefined) return spawnByDaemon(worker, { daemon: found.daemon, options }, context);
  if (options.attach) throw needsDaemon('--attach');
  if (options.keep) throw needsDaemon('--keep');
  const catalog = await context.openCatalog();
  const { program } = await catalog.checkBeforeSpawn(worker.id, { signal: context.signal });
  return spawnInForeground({ ...worker, path: program }, options, context);
}

async function spawnByDaemon(
  worker: WorkerBinary,
  { daemon, options }: { readonly daemon: DaemonClient; readonly options: SpawnOptions },
  context: CommandContext,
): Promise<{ readonly process: WorkerProcess }> {
  const { attach, ...rest } = options;
  const process = await daemon.runProcessJob(
    { operation: 'worker_spawn', ...rest, worker: worker.id },
    context,
  );
  const url = context.isElsewhere ? `${daemon.url}/v1/processes/${process.id}/http` : process.url;
  for (const line of howToTalkTo(worker, url, context)) context.tell(line);
  context.tell(`It goes on until: rbee-hive stop ${process.id}`);
  context.print(url);
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
    throw new Interrupted(`No longer shown; it goes on until: rbee-hive stop ${process.id}`, error.exitCode);
  }
}

function needsDaemon(flag: string): CommandFailure {
  return new CommandFailure({
    code: 'NO_DAEMON',
    message: `${flag} needs a daemon, and none runs.`,
    hint: `Start it with rbee-hive serve; without ${flag} the worker runs in the foreground.`,
  });
}
