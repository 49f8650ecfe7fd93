import { randomUUID } from 'node:crypto';
import type { RebuildReport } from '@rbee/worker-catalog';
import { findCurrentWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

interface RebuildFlags {
  readonly check?: boolean;
  readonly from?: string;
}

export const addRebuild: AddCommand = (program, run) => {
  command(program, {
    name: 'rebuild',
    description: 'build an installed worker again, and say which files come out otherwise',
    examples: [['rebuild --check echo-worker-cpu', 'whether its build is reproducible on this machine']],
  })
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .option('--check', 'only compare: what is installed stays as it is (the default, and all there is)')
    .option('--from <location>', "the recipe's folder or URL, of a worker that is of no registry")
    .action((worker: string, flags: RebuildFlags) => run((context) => rebuild(worker, flags, context)));
};

/** Builds again and compares. @throws CommandFailure `NOT_REPRODUCIBLE` */
async function rebuild(name: string, flags: RebuildFlags, context: CommandContext): Promise<RebuildReport> {
  const { signal, print, tell, colors, onEvent } = context;
  const catalog = await context.openCatalog({ asksForSources: true });
  const worker = await findCurrentWorker(catalog, name, signal);
  const exchange = await catalog.exchange();
  const report = await exchange.rebuild(worker, { jobId: randomUUID(), from: flags.from, onEvent, signal });
  for (const { path, kind } of report.differences) print(`${kind}: ${printable(path)}`);
  if (report.reproducible) {
    tell(`${colors.green('✓')} ${printable(worker.id)} comes out the same.`);
    return report;
  }
  const inputs = report.changedInputs.map(printable).join(', ');
  throw new CommandFailure({
    code: 'NOT_REPRODUCIBLE',
    message: `${worker.id} comes out otherwise: ${report.differences.length} files differ.`,
    hint:
      inputs === ''
        ? 'Its inputs are the same: its build depends on the time, the place or chance.'
        : `It was built from something else: ${inputs}.`,
    result: report,
  });
}
