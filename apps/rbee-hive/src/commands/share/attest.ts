import { findCurrentWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';

const WORKER = 'id of an installed worker, with or without its version';

export const addAttest: AddCommand = (program, run) => {
  command(program, {
    name: 'attest',
    description: 'print the signed statements about an installed worker: what it was built from, and how',
    examples: [['attest echo-worker-cpu', 'Sigstore bundles, one a line']],
  })
    .addArgument(completes('installed', '<worker>', WORKER))
    .action((worker: string) => run((context) => attest(worker, context)));
};

export const addSbom: AddCommand = (program, run) => {
  command(program, {
    name: 'sbom',
    description: 'print the bill of materials of an installed worker, as SPDX 2.3',
    examples: [['sbom echo-worker-cpu', 'its sources and the libraries in it']],
  })
    .addArgument(completes('installed', '<worker>', WORKER))
    .action((worker: string) => run((context) => sbom(worker, context)));
};

async function statementsOf(name: string, context: CommandContext) {
  const { signal } = context;
  const catalog = await context.openCatalog();
  const worker = await findCurrentWorker(catalog, name, signal);
  return (await catalog.exchange()).statements(worker, { signal });
}

/** Prints the bundles. */
async function attest(
  name: string,
  context: CommandContext,
): Promise<{ readonly bundles: readonly unknown[] }> {
  const { bundles } = await statementsOf(name, context);
  for (const bundle of bundles) context.print(bundle);
  return { bundles: bundles.map((bundle) => JSON.parse(bundle)) };
}

const SPDX = 'https://spdx.dev/Document/v2.3';

/** Prints the bill. */
async function sbom(name: string, context: CommandContext): Promise<unknown> {
  const { predicates } = await statementsOf(name, context);
  const bill = predicates[SPDX];
  context.print(JSON.stringify(bill, null, 2));
  return bill;
}
