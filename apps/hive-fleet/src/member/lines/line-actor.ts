import { createHash } from 'node:crypto';
import { messageOf } from '@rbee-internal/coded-error';
import { pause, unlessAborted } from '@rbee-internal/system/time';
import type { FleetHive } from 'rbee-hive-daemon';
import type { FleetLineState, FleetLineStatus, WorkerProcess } from 'rbee-hive-daemon/api';
import { processNameOf } from '../../protocol/names.js';
import type { WantedLine } from '../../protocol/wanted.js';
import type { MemberStore } from '../member-store.js';
import { ensureModel } from './ensure-model.js';
import { ensureWorker } from './ensure-worker.js';
import { proveLine } from './prove-line.js';

export interface LineActorInit {
  readonly line: WantedLine;
  readonly hive: FleetHive;
  readonly store: MemberStore;
  /** Called for every change of its status. */
  readonly onChange: () => void;
  /** Before each try after the first, in turn; the last one again and again. */
  readonly retryMilliseconds: readonly number[];
}

/** After so many tries that failed, a line has. It is tried again all the same. */
const TRIES = 3;
const OVER: ReadonlySet<string> = new Set(['stopped', 'crashed', 'lost']);
const MAX_ERROR_LENGTH = 1_000;

/** Makes one line so, and keeps it so, until it is stopped. */
export class LineActor {
  readonly digest: string;
  readonly #init: LineActorInit;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;
  #status: FleetLineStatus;
  #wake: () => void = () => undefined;

  constructor(init: LineActorInit) {
    const { name, worker, version } = init.line;
    this.#init = init;
    this.digest = digestOf(init.line);
    this.#status = { name, worker, state: 'converging', ...(version !== undefined && { version }) };
    this.#running = this.#run();
  }

  get status(): FleetLineStatus {
    return this.#status;
  }

  /** Takes note of a change of a process; one of its own that ended is started again. */
  noteProcess({ id, state }: WorkerProcess): void {
    if (id === this.#status.process && OVER.has(state)) this.#wake();
  }

  /** Stops making it so; what runs goes on. Resolves when nothing is under way. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    for (let tries = 0; !signal.aborted; ) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        await this.#converge(signal);
        tries = 0;
        await unlessAborted(woken, signal);
        this.#set('converging', { error: 'its process ended' });
      } catch (error) {
        if (signal.aborted) return;
        tries += 1;
        this.#set(tries >= TRIES ? 'failed' : 'converging', { error: shown(error) });
        await this.#rest(tries);
      }
    }
  }

  async #rest(tries: number): Promise<void> {
    const { retryMilliseconds } = this.#init;
    const rest = retryMilliseconds[Math.min(tries, retryMilliseconds.length) - 1] ?? 0;
    await pause(rest, this.#ending.signal).catch(() => undefined);
  }

  async #converge(signal: AbortSignal): Promise<void> {
    const { line, hive, store } = this.#init;
    const worker = await ensureWorker(line, hive, signal);
    const model = await ensureModel(line, hive, signal);
    const { state, error } = this.#status;
    // A failure is told until it is over, not only between two tries.
    this.#set(state === 'failed' ? 'failed' : 'converging', { version: worker.version, error });
    const running = this.#find();
    const kept = store.runningFor(line.name);
    const isSame =
      kept?.digest === this.digest && kept.process === running?.id && worker.id === running.worker;
    if (running !== undefined && !isSame)
      await hive.perform({ operation: 'worker_stop', process: running.id }, signal);
    const process = isSame && running !== undefined ? running : await this.#start(worker.id, model, signal);
    await store.keepRunning(line.name, { process: process.id, digest: this.digest });
    await proveLine(process, hive, signal);
    this.#set('ready', { version: worker.version, process: process.id });
    const now = this.#find();
    if (now?.id !== process.id) throw new Error('its process ended');
  }

  async #start(worker: string, model: string | undefined, signal: AbortSignal): Promise<WorkerProcess> {
    const { line, hive } = this.#init;
    const result = await hive.perform(
      {
        ...{
          operation: 'worker_spawn',
          worker,
          name: processNameOf(line.name),
          restart: 'on-failure',
          fresh: true,
        },
        ...line.options,
        ...(model !== undefined && { model }),
      },
      signal,
    );
    if (!('process' in result)) throw new Error(`The start of ${worker} has no result`);
    return result.process;
  }

  #find(): WorkerProcess | undefined {
    const name = processNameOf(this.#init.line.name);
    return this.#init.hive.processes().find((one) => one.name === name && !OVER.has(one.state));
  }

  #set(state: FleetLineState, change: Pick<FleetLineStatus, 'error' | 'process' | 'version'>): void {
    const { error: _old, process: _process, ...rest } = this.#status;
    const next = { ...rest, ...change, state };
    if (JSON.stringify(next) === JSON.stringify(this.#status)) return;
    this.#status = next;
    this.#init.onChange();
  }
}

/** The same for two lines that ask for the same. */
export function digestOf(line: WantedLine): string {
  return createHash('sha256').update(JSON.stringify(line)).digest('hex');
}

function shown(error: unknown): string {
  return messageOf(error).slice(0, MAX_ERROR_LENGTH);
}
