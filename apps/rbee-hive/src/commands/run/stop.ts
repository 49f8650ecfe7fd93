import type { Command } from 'commander';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import type { DaemonClient } from '../../daemon/client/daemon-client.js';
import { findProcess, isOver } from '../../daemon/find-process.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addStop: AddCommand = (program, run) => {
  command(program, {
    name: 'stop',
    description: 'stop workers that the daemon runs',
    examples: [
      ['stop echo-worker-cpu', 'its only process; ps has the ids of several'],
      ['stop --all', 'every process that runs'],
    ],
  })
    .addArgument(
      completes(
        'process',
        '[workers...]',
        'ids of processes or their beginnings, or workers with one process',
      ),
    )
    .option('--all', 'stop every process that runs')
    .action((names: string[], { all = false }: { all?: boolean }, self: Command) => {
      if (all === names.length > 0)
        return self.error('error: name what is to be stopped, or give --all, but not both');
      return run((context) => (all ? stopAll(context) : stopNamed(names, context)));
    });
};

/** Stops the processes that were named; when one of them is not there, none. */
async function stopNamed(names: readonly string[], context: CommandContext): Promise<unknown> {
  const daemon = await requireDaemon(context);
  const known = await daemon.processes(context.signal);
  const stopped: WorkerProcess[] = [];
  for (const found of names.map((name) => findProcess(known, name, 'running')))
    stopped.push(await stop(found, { daemon, context }));
  // A script that stops one has it as it always was.
  return stopped.length === 1 ? { process: stopped[0] } : { processes: stopped };
}

async function stopAll(context: CommandContext): Promise<{ readonly processes: readonly WorkerProcess[] }> {
  const daemon = await requireDaemon(context);
  const running = (await daemon.processes(context.signal)).filter((process) => !isOver(process));
  if (running.length === 0) context.tell('Nothing is running.');
  const processes: WorkerProcess[] = [];
  for (const process of running) processes.push(await stop(process, { daemon, context }));
  return { processes };
}

interface Stopping {
  readonly daemon: DaemonClient;
  readonly context: CommandContext;
}

/** Stops a process of the daemon. */
async function stop(found: WorkerProcess, { daemon, context }: Stopping): Promise<WorkerProcess> {
  const { id, worker } = found;
  if (isOver(found)) {
    context.tell(`${printable(worker)} (${id}) has ended already.`);
    return found;
  }
  const process = await daemon.runProcessJob({ operation: 'worker_stop', process: id }, context);
  context.tell(`${context.colors.green('✓')} Stopped ${printable(worker)} (${id}).`);
  return process;
}
