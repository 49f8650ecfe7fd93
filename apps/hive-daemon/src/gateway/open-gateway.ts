import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import type { WorkerProcess } from '../api/processes.js';
import type { Log } from '../log-to.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import { GatewayKeys } from './access/gateway-keys.js';
import type { ReadChatTemplate } from './adapters/types.js';
import { type BodyLimits, Gateway, type GatewayInit } from './gateway.js';
import { ModelShelf } from './models/model-shelf.js';
import { ModelStore } from './models/model-store.js';
import type { GatewaySettings } from './options.js';
import type { WorkerHost } from './worker-host.js';

export interface OpenGatewayInit {
  readonly stateDir: string;
  readonly settings: GatewaySettings;
  readonly host: WorkerHost;
  readonly processes: ProcessKeeper;
  /** Names and ports by which the daemon may be called; filled when it listens. */
  readonly hosts: ReadonlySet<string>;
  readonly readTemplate: ReadChatTemplate;
  readonly fleet?: GatewayInit['fleet'];
  readonly log: Log;
}

/** The gateway with what changes it. */
export interface OpenedGateway {
  readonly gateway: Gateway;
  readonly store: ModelStore;
  /** Takes note of a change of a process: one that a user started serves its model, too. */
  noteChange(process: WorkerProcess): void;
}

const HELD_BODIES = 8;
const FAILURE_MILLISECONDS = 5_000;

/** Opens the gateway over a daemon's workers. @throws DaemonError `STATE_UNUSABLE` */
export async function openGateway(init: OpenGatewayInit): Promise<OpenedGateway> {
  const { stateDir, settings, host, processes, hosts, readTemplate, log, fleet } = init;
  const folder = path.join(stateDir, 'gateway');
  const store = await ModelStore.open(folder);
  const keys = await GatewayKeys.open(folder);
  const shelf = createShelf(host, settings);
  for (const model of store.list()) shelf.put(model);
  const gateway = new Gateway({
    ...{ keys, shelf, host, hosts, folder, readTemplate, limits: bodyLimits(settings) },
    ...{ fleet, corsOrigins: settings.corsOrigins },
  });
  const adopt = (process: WorkerProcess) => adoptProcess(process, { host, shelf, store, processes, log });
  const noteChange = (process: WorkerProcess) => {
    host.noteChange(process);
    if (process.state === 'healthy' && process.startedBy !== 'gateway') return adopt(process);
    if (process.endedAt === undefined) return;
    // Another process may serve the same model.
    const other = processes.list().find((one) => one.state === 'healthy' && one.modelId === process.modelId);
    if (other !== undefined) adopt(other);
  };
  for (const process of processes.list()) if (process.state === 'healthy') adopt(process);
  return { gateway, store, noteChange };
}

function bodyLimits({ requestBytes, uploadBytes }: GatewaySettings): BodyLimits {
  return {
    jsonBytes: requestBytes,
    heldJsonBytes: HELD_BODIES * requestBytes,
    formBytes: uploadBytes,
    heldFormBytes: HELD_BODIES * uploadBytes,
  };
}

function createShelf(host: WorkerHost, settings: GatewaySettings): ModelShelf {
  const {
    memoryBytes: budgetBytes,
    loadedModels,
    inFlight,
    queued,
    keepAliveSeconds,
    roomSeconds,
  } = settings;
  return new ModelShelf({
    host,
    memory: {
      gpuBudgetBytes: settings.gpuMemoryBytes,
      ...{ budgetBytes, loadedModels, waitMilliseconds: roomSeconds * 1_000 },
      freeBytes: () => process.availableMemory(),
    },
    limits: { inFlight, queued, keepAliveSeconds, failureMilliseconds: FAILURE_MILLISECONDS },
  });
}

type AdoptInit = Pick<OpenGatewayInit, 'host' | 'processes' | 'log'> & {
  readonly shelf: ModelShelf;
  readonly store: ModelStore;
};

/** The process runs whether or not its model can be served or kept: what prevents it is told. */
function adoptProcess(process: WorkerProcess, init: AdoptInit): void {
  void adopt(process, init).catch((error: unknown) => {
    const { id, worker, modelId: model = worker } = process;
    const reason = messageOf(error);
    init.log.warn('the model of a running worker is not served as it should be', { id, model, reason });
    init.processes.note(id, `Its model ${model} is not served by the gateway as it should be: ${reason}`);
  });
}

/** One with a model is kept, so that it can be started again; one without is served as long as it runs. */
async function adopt(process: WorkerProcess, { host, shelf, store }: AdoptInit): Promise<void> {
  const engine = host.engineOf(process);
  // A request that finds a model without its engine starts another: one that is known is served at once, a new one as it is added.
  const known = shelf.actors.find(({ model }) => model.id === process.modelId);
  const served = known === undefined ? undefined : shelf.adopt(known.model, engine);
  const model = await host.modelOf(process);
  const isKept = model.settings.model !== undefined && process.startedBy !== 'gateway';
  if (isKept) shelf.put(model);
  else if (model.settings.model === undefined) shelf.forgetWhenEnded(model.id);
  await Promise.all([served, shelf.adopt(model, engine), isKept ? store.put(model) : undefined]);
}
