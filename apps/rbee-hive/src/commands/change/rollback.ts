import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';
import { reportCurrent } from './report-current.js';

export const addRollback: AddCommand = (program, run) => {
  command(program, {
    name: 'rollback',
    description: 'make the next older installed version of a worker the current one',
    examples: [['rollback echo-worker-cpu', 'the version before']],
  })
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, without its version'))
    .action((worker: string) => run((context) => rollback(worker, context)));
};

async function rollback(worker: string, context: CommandContext) {
  return reportCurrent(await context.perform({ operation: 'worker_rollback', worker }), context);
}
