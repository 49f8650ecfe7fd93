import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';
import { reportCurrent } from './report-current.js';

export const addSelect: AddCommand = (program, run) => {
  command(program, {
    name: 'select',
    description: 'make an installed version of a worker the current one',
    examples: [['select echo-worker-cpu-v0.1.0-linux', 'this version; list has the ids']],
  })
    .addArgument(completes('installed', '<id>', 'full id of an installed worker, with its version'))
    .action((worker: string) => run((context) => select(worker, context)));
};

async function select(worker: string, context: CommandContext) {
  return reportCurrent(await context.perform({ operation: 'worker_select', worker }), context);
}
