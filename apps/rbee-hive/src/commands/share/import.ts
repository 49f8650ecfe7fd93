import path from 'node:path';
import type { PulledWorker } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';
import { reportPulled } from './pull.js';

interface ImportFlags {
  readonly allowUnsigned?: boolean;
  readonly force?: boolean;
}

export const addImport: AddCommand = (program, run) => {
  command(program, {
    name: 'import',
    description: 'install the worker of a file that export wrote, if a key that you trust has signed it',
    examples: [['import echo.oci.tar', 'no server is asked']],
  })
    .argument('<file>', 'that rbee-hive export wrote')
    .option('--allow-unsigned', 'install it although no key that you trust has signed it')
    .option('--force', 'replace what is installed as the same version')
    .action((file: string, flags: ImportFlags) => run((context) => importFrom(file, flags, context)));
};

/** Installs from a file: the keys of every store count. */
async function importFrom(file: string, flags: ImportFlags, context: CommandContext): Promise<PulledWorker> {
  const { configDir, signal } = context;
  const { readStores } = await import('../../catalog/stores.js');
  const exchange = await (await context.openCatalog()).exchange();
  const keys = (await readStores(configDir)).flatMap((store) => store.keys);
  const pulled = await exchange.importFrom(path.resolve(file), keys, {
    ...{ allowUnsigned: flags.allowUnsigned, replace: flags.force, signal },
  });
  reportPulled(pulled, context);
  return pulled;
}
