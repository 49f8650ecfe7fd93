import type { WorkerCatalog } from '@rbee/worker-catalog';
import { messageOf } from '@rbee-internal/coded-error';
import type { Log } from '../log-to.js';
import { isPortFree } from './choose-port.js';
import type { ProcessKeeper, SpawnRequest } from './process-keeper.js';

export interface ResumeInit {
  readonly catalog: WorkerCatalog;
  readonly processes: ProcessKeeper;
  readonly log: Log;
  /** Aborted when the daemon ends. */
  readonly signal: AbortSignal;
}

/** Starts again what ran when the daemon ended, one after the other; one that cannot be started is told to the log. */
export async function resumeProcesses(init: ResumeInit): Promise<void> {
  for (const { id, request } of init.processes.toResume()) {
    try {
      init.signal.throwIfAborted();
      await resume(request, init);
    } catch (error) {
      // The next daemon tries again.
      if (init.signal.aborted) return;
      const { worker, name = '' } = request;
      init.log.warn('a worker could not be started again', { worker, name, reason: messageOf(error) });
    }
    await init.processes.noteResumed(id);
  }
}

async function resume(request: SpawnRequest, { catalog, processes, signal }: ResumeInit): Promise<void> {
  const { port: wanted } = request;
  const installed = await catalog.requireInstalled(request.worker, { signal });
  const { worker } = await catalog.checkBeforeSpawn(installed.id, { signal });
  const port = wanted !== undefined && (await isPortFree(wanted)) ? wanted : undefined;
  await processes.spawn(worker, { ...request, port }, signal);
}
