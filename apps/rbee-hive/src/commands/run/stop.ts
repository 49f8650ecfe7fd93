import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { findProcess, isOver } from '../../daemon/find-process.js';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addStop: AddCommand = (program, run) => {
  command(program, {
    name: 'stop',
    description: 'stop a worker that the daemon runs',
    examples: [['stop echo-worker-cpu', 'its only process; ps has the ids of several']],
  })
    .addArgument(completes('process', '<worker>', 'id of a process, or of a worker with one process'))
    .action((name: string) => run((context) => stop(name, context)));
};

/** Stops a process of the daemon. */
async function stop(name: string, context: CommandContext): Promise<{ readonly process: WorkerProcess }> {
  const daemon = await requireDaemon(context);
  const found = findProcess(await daemon.processes(context.signal), name, 'running');
  const { id, worker } = found;
  if (isOver(found)) {
    context.tell(`${printable(worker)} (${id}) has ended already.`);
    return { process: found };
  }
  const process = await daemon.runProcessJob({ operation: 'worker_stop', process: id }, context);
  context.tell(`${context.colors.green('✓')} Stopped ${printable(worker)} (${id}).`);
  return { process };
}
