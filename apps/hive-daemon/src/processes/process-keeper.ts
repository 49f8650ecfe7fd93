import { randomUUID } from 'node:crypto';
import type { WorkerBinary } from '@rbee/worker-catalog';
import { livenessOf, newFamilyMark } from '@rbee-internal/system/process';
import type { WorkerSpawn } from '../api/operations.js';
import type { WorkerProcess } from '../api/processes.js';
import { DaemonError } from '../errors.js';
import { SequencedLog } from '../log/sequenced-log.js';
import type { DaemonContext } from '../resolve-options.js';
import { choosePort } from './choose-port.js';
import { endFamily } from './family.js';
import { ManagedProcess } from './managed-process.js';
import { logLineOf, OutputPump } from './output/output-pump.js';
import { ReadBudget } from './output/read-budget.js';
import { type ProcessRecord, ProcessStore } from './process-store.js';
import { ACTIVE } from './running-workers.js';
import { workerEnvironment } from './worker-environment.js';

export interface ProcessKeeperInit
  extends Pick<DaemonContext, 'stateDir' | 'env' | 'token' | 'queenUrl' | 'keepProcesses' | 'limits'> {
  /** Called for every change of a process. */
  readonly onChange: (process: WorkerProcess) => void;
  readonly now: () => Date;
}

const DEFAULT_READY_SECONDS = 60;
const DEFAULT_GRACE_SECONDS = 5;
/** At the daemon's own end, which may take five seconds as a whole. */
const CLOSING_GRACE_MILLISECONDS = 2_000;
/** Ended processes that are remembered, with their logs. */
const KEPT_ENDED = 100;

/** Starts workers, looks after them, and remembers those that ended. */
export class ProcessKeeper {
  readonly #init: ProcessKeeperInit;
  readonly #store: ProcessStore;
  /** Every known process, oldest first. */
  readonly #records = new Map<string, ProcessRecord>();
  readonly #managed = new Map<string, ManagedProcess>();
  readonly #starting = new Set<number>();
  readonly #budget = new ReadBudget();

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

  /** Starts a worker; resolves when it is healthy. @throws DaemonError `WORKER_NOT_READY`; the signal's reason */
  async spawn(worker: WorkerBinary, operation: WorkerSpawn, signal: AbortSignal): Promise<WorkerProcess> {
    const port = await this.#claimPort(operation.port);
    try {
      const record = this.#recordOf(worker, operation, port);
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

  /** Ends every process, or leaves them running where they are to be kept. */
  async close(): Promise<void> {
    const { keepProcesses } = this.#init;
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

  #recordOf(worker: WorkerBinary, operation: WorkerSpawn, port: number): ProcessRecord {
    const { queenUrl = this.#init.queenUrl, args = [], restart = 'never', readySeconds } = operation;
    return {
      mark: newFamilyMark(),
      program: worker.path,
      readySeconds: readySeconds ?? DEFAULT_READY_SECONDS,
      process: {
        id: randomUUID(),
        worker: worker.id,
        state: 'starting',
        port,
        url: `http://127.0.0.1:${port}`,
        args: ['--port', String(port), '--queen-url', queenUrl, ...args],
        restart,
        startedAt: this.#init.now().toISOString(),
        restarts: 0,
      },
    };
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
      env: workerEnvironment(env, token),
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

  #remember(record: ProcessRecord): Promise<void> {
    const { process } = record;
    this.#records.set(process.id, record);
    this.#init.onChange(process);
    // A disk that does not take it makes the daemon forget the process at its next start, and nothing worse.
    const saved = this.#store.save(record).catch(() => undefined);
    if (ACTIVE.has(process.state)) return saved;
    this.#managed.get(process.id)?.ended.then(() => this.#managed.delete(process.id));
    this.#prune();
    return saved;
  }

  #prune(): void {
    const ended = [...this.#records.values()].filter(({ process }) => !ACTIVE.has(process.state));
    for (const { process } of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED))) {
      this.#records.delete(process.id);
      // What cannot be removed is taken up, and tried again, by the next daemon.
      void this.#store.remove(process.id).catch(() => undefined);
    }
  }
}
