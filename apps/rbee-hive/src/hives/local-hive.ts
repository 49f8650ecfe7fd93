import { randomUUID } from 'node:crypto';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import { performCatalogOperation, readRunningWorkers } from 'rbee-hive-daemon/local';
import type { CommandContext } from '../context.js';
import type { Hive } from './types.js';

/** Does operations in this process. What a daemon runs stays, whether or not that daemon is asked. */
export function createLocalHive(
  catalog: WorkerCatalog,
  { stateDir }: Pick<CommandContext, 'stateDir'>,
): Hive {
  return {
    async run(operation, { signal, onEvent }) {
      const running = await readRunningWorkers(stateDir);
      return performCatalogOperation(operation, {
        catalog,
        jobId: randomUUID(),
        signal,
        tell: onEvent,
        isRunning: (id) => running.some(({ worker }) => worker === id),
        installFrom: (url, options) => catalog.provisionAndAddFrom(url, options),
      });
    },
  };
}
