import type { PulledWorker } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../output/format-bytes.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

interface PullFlags {
  readonly allowUnsigned?: boolean;
  readonly force?: boolean;
}

export const addPull: AddCommand = (program, run) => {
  command(program, {
    name: 'pull',
    description: 'install a worker that a store has built, if a key that you trust for it has signed it',
    examples: [['pull oci://store.example.org/workers:llm-worker-rbee-cuda', 'without a compiler']],
  })
    .argument('<reference>', 'such as oci://store.example.org/workers:llm-worker-rbee-cuda')
    .option('--allow-unsigned', 'install it although no key that you trust has signed it')
    .option('--force', 'replace what is installed as the same version')
    .action((reference: string, flags: PullFlags) => run((context) => pull(reference, flags, context)));
};

/** Installs from a store. */
async function pull(reference: string, flags: PullFlags, context: CommandContext): Promise<PulledWorker> {
  const { configDir, signal } = context;
  const { storeOf } = await import('../../catalog/stores.js');
  const exchange = await (await context.openCatalog()).exchange();
  const store = await storeOf(configDir, reference);
  const pulled = await exchange.pull(store, {
    ...{ allowUnsigned: flags.allowUnsigned, replace: flags.force, signal },
  });
  reportPulled(pulled, context);
  return pulled;
}

/** The last word on a worker that was built elsewhere. */
export function reportPulled(
  { worker, signedBy, receivedBytes }: PulledWorker,
  { print, tell, colors }: CommandContext,
): void {
  const who = signedBy === undefined ? 'unsigned' : `signed by the key ${signedBy.slice(0, 12)}`;
  tell(
    receivedBytes === 0
      ? `${printable(worker.id)} is installed already.`
      : `${colors.green('✓')} ${printable(worker.id)} is installed, ${who}; ${formatBytes(receivedBytes)} came.`,
  );
  print(printable(worker.path));
}
