import { randomUUID } from 'node:crypto';
import type { WorkerBinary } from '@rbee/worker-catalog';
import { livenessOf, newFamilyMark } from '@rbee-internal/system/process';
import { distinctModelId, type KnownModel } from '../api/distinct-model-id.js';
import type { WorkerSpawn } from '../api/operations.js';
import type { PrunedProcesses, WorkerProcess } from '../api/processes.js';
import { DaemonError } from '../errors.js';
import { SequencedLog } from '../log/sequenced-log.js';
import type { DaemonContext } from '../resolve-options.js';
import { choosePort } from './choose-port.js';
import { endFamily } from './family.js';
import { type LaunchPlace, modelIdOf, planLaunch, settingsOf } from './launch-plan.js';
import { ManagedProcess, workFolderOf } from './managed-process.js';
import { logLineOf, OutputPump } from './output/output-pump.js';
import { ReadBudget } from './output/read-budget.js';
import { type ProcessRecord, ProcessStore } from './process-store.js';
import { ACTIVE } from './running-workers.js';
import { fittingGpus } from './settings/fitting-gpus.js';
import { workerEnvironment } from './worker-environment.js';

export interface ProcessKeeperInit
  extends Pick<DaemonContext, 'stateDir' | 'env' | 'token' | 'queenUrl' | 'keepProcesses' | 'limits'> {
  /** Called for every change of a process. */
  readonly onChange: (process: WorkerProcess) => void;
  readonly now: () => Date;
  /** What the gateway serves, running or not. @default nothing */
  readonly servedModels?: () => readonly KnownModel[];
}

/** A `worker_spawn`, and who asks for it. */
export interface SpawnRequest extends WorkerSpawn {
  readonly startedBy?: 'user' | 'gateway' | undefined;
}

const DEFAULT_GRACE_SECONDS = 5;
/** At the daemon's own end, which may take five seconds as a whole. */
const CLOSING_GRACE_MILLISECONDS = 2_000;
/** Ended processes that are remembered, with their logs. */
const KEPT_ENDED = 100;
/** What all that is kept of them may take of the disk; the oldest go first. */
const KEPT_ENDED_BYTES = 1024 ** 3;

/** Starts workers, looks after them, and remembers those that ended. */
export class ProcessKeeper {
  readonly #init: ProcessKeeperInit;
  readonly #store: ProcessStore;
  /** Every known process, oldest first. */
  readonly #records = new Map<string, ProcessRecord>();
  readonly #managed = new Map<string, ManagedProcess>();
  readonly #starting = new Set<number>();
  readonly #budget = new ReadBudget();
  #isClosing = false;

  private constructor(init: ProcessKeeperInit) {
    this.#init = init;
    this.#store = new ProcessStore(init.stateDir);
  }

  /** Takes up what an earlier daemon left: what provably is its own goes on, or is ended if it is not to be kept. */
  static async open(init: ProcessKeeperInit): Promise<ProcessKeeper> {
    const keeper = new ProcessKeeper(init);
    const records = await keeper.#store.load();
    for (const record of records) keeper.#records.set(record.process.id, record);
    const active = records.filter(({ process }) => ACTIVE.has(process.state));
    await Promise.all(active.map((record) => keeper.#takeUp(record)));
    return keeper;
  }

  /** The newest first. */
  list(): WorkerProcess[] {
    return [...this.#records.values()].map(({ process }) => process).reverse();
  }

  /** @throws DaemonError `NOT_FOUND` */
  get(id: string): WorkerProcess {
    const record = this.#records.get(id);
    if (record !== undefined) return record.process;
    throw new DaemonError({ code: 'NOT_FOUND', message: 'No process has this id.' });
  }

  /** Whether something of this installed worker runs, or is about to. */
  isRunning(workerId: string): boolean {
    return this.list().some(({ worker, state }) => worker === workerId && ACTIVE.has(state));
  }

  /** The port of a process that can be talked to. @throws DaemonError `NOT_FOUND`, `WORKER_UNREACHABLE` */
  portOf(id: string): number {
    const { state, port, worker } = this.get(id);
    if (state === 'starting' || state === 'healthy' || state === 'unhealthy') return port;
    throw new DaemonError({
      code: 'WORKER_UNREACHABLE',
      message: `${worker} is not running: it is ${state}.`,
    });
  }

  /** Starts a worker; resolves when it is healthy. @throws DaemonError `WORKER_NOT_READY`, `NAME_TAKEN`; the signal's reason */
  async spawn(worker: WorkerBinary, operation: SpawnRequest, signal: AbortSignal): Promise<WorkerProcess> {
    const fitting = await fittingGpus(worker);
    this.#requireFreeName(operation.name);
    const port = await this.#claimPort(operation.port);
    try {
      const record = this.#recordOf(worker, operation, { port, fittingGpus: fitting });
      this.#records.set(record.process.id, record);
      const managed = await this.#manage(record);
      await managed.start(signal);
      return managed.process;
    } finally {
      this.#starting.delete(port);
    }
  }

  /** Ends a process; one that has ended stays as it is. @throws DaemonError `NOT_FOUND` */
  async stop(id: string, graceSeconds = DEFAULT_GRACE_SECONDS): Promise<WorkerProcess> {
    this.get(id);
    await this.#managed.get(id)?.stop(graceSeconds * 1_000);
    return this.get(id);
  }

  /** What a process printed. @throws DaemonError `NOT_FOUND` */
  async logOf(id: string): Promise<SequencedLog> {
    this.get(id);
    const managed = this.#managed.get(id);
    if (managed !== undefined) return managed.log;
    const log = await this.#openLog(id);
    await log.end();
    return log;
  }

  /** Writes a word of the daemon's own into the log of a process that runs. */
  note(id: string, text: string): void {
    this.#managed.get(id)?.note(text);
  }

  /** What ran when the daemon ended and is to be started again, by the id that it had. */
  toResume(): { readonly id: string; readonly request: SpawnRequest }[] {
    return [...this.#records.values()].flatMap(({ request, process, isToResume }) =>
      isToResume === true && request !== undefined
        ? [{ id: process.id, request: { ...request, worker: process.worker, port: process.port } }]
        : [],
    );
  }

  /** Notes that one of them was started again, or cannot be. */
  async noteResumed(id: string): Promise<void> {
    const record = this.#records.get(id);
    if (record !== undefined) await this.#remember({ ...record, isToResume: false });
  }

  /** Forgets a process that has ended, with its log. @throws DaemonError `NOT_FOUND`, `STILL_RUNNING` */
  async forget(id: string): Promise<PrunedProcesses> {
    if (ACTIVE.has(this.get(id).state)) {
      throw new DaemonError({
        code: 'STILL_RUNNING',
        message: `The process ${id} has not ended.`,
        hint: 'Stop it first.',
      });
    }
    return this.#forgetAll([id]);
  }

  /** Forgets every process that has ended, with its log. */
  prune(): Promise<PrunedProcesses> {
    return this.#forgetAll(this.#ended().map(({ id }) => id));
  }

  async #forgetAll(ids: readonly string[]): Promise<PrunedProcesses> {
    let bytes = 0;
    for (const id of ids) {
      await this.#managed.get(id)?.ended;
      this.#records.delete(id);
      bytes += await this.#store.remove(id);
    }
    return { removed: ids, bytes };
  }

  /** Ends every process, or leaves them running where they are to be kept. */
  async close(): Promise<void> {
    const { keepProcesses } = this.#init;
    this.#isClosing = true;
    await Promise.all(
      [...this.#managed.values()].map((managed) =>
        keepProcesses ? managed.release() : managed.stop(CLOSING_GRACE_MILLISECONDS),
      ),
    );
    await this.#store.settled();
  }

  async #takeUp(record: ProcessRecord): Promise<void> {
    const { identity, mark, relays = [] } = record;
    const isOurs = identity !== undefined && (await livenessOf(identity)) === 'live';
    if (isOurs && this.#init.keepProcesses) {
      const managed = await this.#manage(record);
      managed.adopt();
      return;
    }
    // The daemon died without ending it, or it ended while no daemon looked; others of its family may be left.
    await endFamily({ identity, mark }, CLOSING_GRACE_MILLISECONDS);
    await Promise.all(relays.map((relay) => endFamily(relay, 0)));
    await this.#remember({
      ...record,
      ...{ identity: undefined, relays: undefined },
      isToResume: record.process.keep === true,
      process: {
        ...record.process,
        state: isOurs ? 'stopped' : 'lost',
        pid: undefined,
        endedAt: this.#init.now().toISOString(),
      },
    });
  }

  async #claimPort(wanted: number | undefined): Promise<number> {
    const active = this.list().filter(({ state }) => ACTIVE.has(state));
    const taken = new Set([...active.map(({ port }) => port), ...this.#starting]);
    const port = await choosePort(wanted, taken);
    this.#starting.add(port);
    return port;
  }

  /** @throws DaemonError `LAUNCH_INCOMPLETE` */
  #recordOf(
    worker: WorkerBinary,
    operation: SpawnRequest,
    { port, fittingGpus: fitting }: Pick<LaunchPlace, 'port' | 'fittingGpus'>,
  ): ProcessRecord {
    const { queenUrl = this.#init.queenUrl, restart = 'never', startedBy, name, keep } = operation;
    const id = randomUUID();
    const workDir = workFolderOf(this.#store.folderOf(id));
    const machine = { machineEnv: this.#init.env, fittingGpus: fitting };
    const modelId = this.#modelIdFor(operation);
    const plan = planLaunch(
      worker,
      { ...operation, modelId },
      { port, queenUrl, processId: id, workDir, ...machine },
    );
    const { api, tasks, heartbeat } = plan.launch;
    const { health } = plan;
    return {
      mark: newFamilyMark(),
      program: worker.path,
      readySeconds: plan.readySeconds,
      env: plan.env,
      ...(health !== undefined && { health }),
      ...(heartbeat === 'hive' && { heartbeatTo: queenUrl }),
      ...(keep === true && { request: operation }),
      process: {
        ...{ id, restart, api, tasks, state: 'starting', port, args: plan.args, restarts: 0 },
        worker: worker.id,
        url: `http://127.0.0.1:${port}`,
        startedAt: this.#init.now().toISOString(),
        modelId: modelId ?? worker.catalogId ?? worker.id,
        settings: settingsOf(operation),
        ...(plan.modelId !== undefined && { servedAs: plan.modelId }),
        ...(startedBy !== undefined && { startedBy }),
        ...(name !== undefined && { name }),
        ...(keep === true && { keep }),
      },
    };
  }

  /** What clients call its model: what the request says, or else what no other file of the same name is called. */
  #modelIdFor(operation: SpawnRequest): string | undefined {
    const { modelId, model } = operation;
    const wanted = modelIdOf(operation);
    if (modelId !== undefined || model === undefined || wanted === undefined) return wanted;
    const running = this.list().flatMap(({ state, modelId: id, settings }) =>
      id !== undefined && ACTIVE.has(state) ? [{ id, model: settings?.model }] : [],
    );
    return distinctModelId(wanted, model, [...running, ...(this.#init.servedModels?.() ?? [])]);
  }

  async #manage(record: ProcessRecord): Promise<ManagedProcess> {
    const { env, token, limits, now } = this.#init;
    const { id } = record.process;
    const folder = this.#store.folderOf(id);
    const log = await this.#openLog(id);
    const fileBytes = limits.processLogBytes;
    const pump = await OutputPump.open({ folder, log, fileBytes, budget: this.#budget, now });
    const managed = new ManagedProcess({
      ...{ record, folder, log, pump, now },
      env: { ...workerEnvironment(env, token), ...record.env },
      onChange: (changed) => this.#remember(changed),
    });
    this.#managed.set(id, managed);
    return managed;
  }

  #openLog(id: string): Promise<SequencedLog> {
    const { processLogBytes: fileBytes, processLogFiles: files } = this.#init.limits;
    return SequencedLog.open({
      folder: this.#store.folderOf(id),
      rotation: { fileBytes, files },
      frame: (seq, line) => `id: ${seq}\nevent: log\ndata: ${logLineOf(line)}\n\n`,
    });
  }

  #remember(changed: ProcessRecord): Promise<void> {
    const { process } = changed;
    const isResumed = this.#isClosing && process.keep === true && process.state === 'stopped';
    const record = isResumed ? { ...changed, isToResume: true } : changed;
    this.#records.set(process.id, record);
    this.#init.onChange(process);
    // A disk that does not take it makes the daemon forget the process at its next start, and nothing worse.
    const saved = this.#store.save(record).catch(() => undefined);
    if (ACTIVE.has(process.state)) return saved;
    this.#managed.get(process.id)?.ended.then(() => this.#managed.delete(process.id));
    void this.#dropOld().catch(() => undefined);
    return saved;
  }

  /** The oldest first. */
  #ended(): WorkerProcess[] {
    return [...this.#records.values()]
      .map(({ process }) => process)
      .filter(({ state }) => !ACTIVE.has(state));
  }

  /** Of those that ended, drops the oldest: they are too many, or take too much of the disk. */
  async #dropOld(): Promise<void> {
    const ended = this.#ended();
    const surplus = ended.slice(0, Math.max(0, ended.length - KEPT_ENDED));
    let bytes = 0;
    for (const { id } of ended.slice(surplus.length).reverse()) {
      bytes += await this.#store.bytesOf(id);
      // The newest stays, however much it printed.
      if (bytes > KEPT_ENDED_BYTES && id !== ended.at(-1)?.id) surplus.push(this.get(id));
    }
    // What cannot be removed is taken up, and tried again, by the next daemon.
    await this.#forgetAll(surplus.map(({ id }) => id));
  }

  /** @throws DaemonError `NAME_TAKEN` */
  #requireFreeName(name: string | undefined): void {
    const other = this.list().find((one) => one.name === name && ACTIVE.has(one.state));
    if (name === undefined || other === undefined) return;
    throw new DaemonError({
      code: 'NAME_TAKEN',
      message: `A process called ${name} runs: ${other.id}.`,
      hint: 'Choose another name, or stop that one.',
      path: 'name',
    });
  }
}
