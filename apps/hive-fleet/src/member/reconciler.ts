import { messageOf } from '@rbee-internal/coded-error';
import type { FleetHive } from 'rbee-hive-daemon';
import type { FleetLineStatus, WorkerProcess } from 'rbee-hive-daemon/api';
import { lineOfProcess } from '../protocol/names.js';
import type { Wanted, WantedLine } from '../protocol/wanted.js';
import { digestOf, LineActor } from './lines/line-actor.js';
import type { MemberStore } from './member-store.js';

export interface ReconcilerInit {
  readonly hive: FleetHive;
  readonly store: MemberStore;
  readonly onChange: () => void;
  readonly retryMilliseconds: readonly number[];
}

const OVER: ReadonlySet<string> = new Set(['stopped', 'crashed', 'lost']);

/** Makes this hive what is wanted of it, line by line; a line that stays as it is is not touched. */
export class Reconciler {
  readonly #init: ReconcilerInit;
  readonly #actors = new Map<string, LineActor>();
  readonly #ending = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #leaving = new Map<string, FleetLineStatus>();
  #generation = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(init: ReconcilerInit) {
    this.#init = init;
    this.#unsubscribe = init.hive.onProcess((process) => this.#note(process));
  }

  /** Of what is being made so. */
  get generation(): number {
    return this.#generation;
  }

  /** What is wanted, and what is not any longer, until it has ended. */
  get lines(): readonly FleetLineStatus[] {
    return [...[...this.#actors.values()].map(({ status }) => status), ...this.#leaving.values()];
  }

  /** Takes up what is wanted from now on. What is older than what it has changes nothing. */
  want(wanted: Wanted): void {
    this.#turn = this.#turn
      .then(() => this.#take(wanted))
      .catch((error: unknown) =>
        this.#init.hive.log.error('the fleet’s wishes could not be taken up', { reason: messageOf(error) }),
      );
  }

  /** Leaves what runs as it is. Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#unsubscribe();
    await this.#turn;
    await Promise.all([...this.#actors.values()].map((actor) => actor.end()));
  }

  async #take({ generation, lines }: Wanted): Promise<void> {
    if (this.#ending.signal.aborted || generation < this.#generation) return;
    this.#generation = generation;
    const kept = new Map(lines.map((line) => [line.name, digestOf(line)]));
    for (const [name, actor] of this.#actors) {
      if (kept.get(name) === actor.digest) continue;
      this.#actors.delete(name);
      await actor.end();
    }
    for (const line of lines)
      if (!this.#actors.has(line.name)) this.#actors.set(line.name, this.#start(line));
    const surplus = this.#init.hive.processes().flatMap((process) => {
      const line = lineOfProcess(process.name);
      return line === undefined || kept.has(line) || OVER.has(process.state) ? [] : [{ line, process }];
    });
    this.#leaving.clear();
    for (const { line, process } of surplus)
      this.#leaving.set(line, {
        name: line,
        worker: process.worker,
        state: 'converging',
        process: process.id,
      });
    this.#init.onChange();
    for (const { line, process } of surplus) await this.#stopSurplus(line, process);
  }

  #start(line: WantedLine): LineActor {
    const { hive, store, onChange, retryMilliseconds } = this.#init;
    return new LineActor({ line, hive, store, onChange, retryMilliseconds });
  }

  /** Ends what runs for a line that is not wanted any longer. */
  async #stopSurplus(line: string, { id, worker }: WorkerProcess): Promise<void> {
    const { hive, store, onChange } = this.#init;
    try {
      await hive.perform({ operation: 'worker_stop', process: id }, this.#ending.signal);
      await store.forgetRunning(line);
      this.#leaving.delete(line);
    } catch (error) {
      this.#ending.signal.throwIfAborted();
      this.#leaving.set(line, { name: line, worker, state: 'failed', process: id, error: messageOf(error) });
    }
    onChange();
  }

  #note(process: WorkerProcess): void {
    for (const actor of this.#actors.values()) actor.noteProcess(process);
  }
}
