import { randomUUID } from 'node:crypto';
import type { ProvisionOptions, VariantOptions } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';
import { createEventReporter } from '../event-reporter.js';

export type InstallTarget = HowToInstall &
  (({ readonly worker: string } & VariantOptions) | { readonly from: string });

/** How any installation goes, whatever says which worker. */
export type HowToInstall = Pick<ProvisionOptions, 'force' | 'wait' | 'locked' | 'network' | 'sandbox'>;

/** Installs a worker, telling each step; prints the program's path. */
export async function install(target: InstallTarget, context: CommandContext): Promise<void> {
  const { signal, print, tell, colors } = context;
  const startedAt = performance.now();
  const reporter = createEventReporter(context);
  const catalog = await context.openCatalog();
  const options = { jobId: randomUUID(), signal, onEvent: reporter.onEvent };
  const worker =
    'from' in target
      ? await catalog.provisionAndAddFrom(target.from, { ...options, ...target })
      : await catalog.provisionAndAdd(target.worker, { ...options, ...target });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  tell(
    reporter.wasInstalledAlready()
      ? `${colors.green('✓')} ${worker.id} is installed already.`
      : `${colors.green('✓')} Installed ${worker.id} in ${seconds} s. Start it with: rbee-hive spawn ${worker.catalogId}`,
  );
  print(worker.path);
}
