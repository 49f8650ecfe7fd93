import path from 'node:path';
import type { PushedWorker } from '@rbee/worker-catalog';
import { findCurrentWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addExport: AddCommand = (program, run) => {
  command(program, {
    name: 'export',
    description: 'write an installed worker, signed, into one file for a machine without network',
    examples: [['export echo-worker-cpu echo.oci.tar', 'an OCI image layout, which import reads']],
  })
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .argument('<file>', 'where it is written')
    .action((worker: string, file: string) => run((context) => exportTo(worker, file, context)));
};

/** Writes a worker into a file. */
async function exportTo(name: string, file: string, context: CommandContext): Promise<PushedWorker> {
  const { signal, print, tell, colors } = context;
  const catalog = await context.openCatalog();
  const worker = await findCurrentWorker(catalog, name, signal);
  const exchange = await catalog.exchange();
  const pushed = await exchange.exportTo(path.resolve(file), worker, { signal });
  tell(`${colors.green('✓')} ${printable(worker.id)} is in ${printable(file)}.`);
  print(pushed.digest);
  return pushed;
}
