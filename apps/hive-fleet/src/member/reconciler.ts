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

const OVER: ReadonlySet<string> = new Set(['stopped', 'crashed', 'lost', 'stopping']);

/** Makes this hive what is wanted of it, line by line; a line that stays as it is is not touched. */
export class Reconciler {
  readonly #init: ReconcilerInit;
  readonly #actors = new Map<string, LineActor>();
  readonly #ending = new AbortController();
  readonly #unsubscribe: () => void;
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

  get lines(): readonly FleetLineStatus[] {
    return [...this.#actors.values()].map(({ status }) => status);
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
    this.#init.onChange();
    await this.#stopSurplus(kept);
  }

  #start(line: WantedLine): LineActor {
    const { hive, store, onChange, retryMilliseconds } = this.#init;
    return new LineActor({ line, hive, store, onChange, retryMilliseconds });
  }

  /** Ends what runs for lines that are not wanted any longer. */
  async #stopSurplus(kept: ReadonlyMap<string, string>): Promise<void> {
    const { hive, store } = this.#init;
    for (const { id, name, state } of hive.processes()) {
      const line = lineOfProcess(name);
      if (line === undefined || kept.has(line) || OVER.has(state)) continue;
      await hive.perform({ operation: 'worker_stop', process: id }, this.#ending.signal);
      await store.forgetRunning(line);
    }
  }

  #note(process: WorkerProcess): void {
    for (const actor of this.#actors.values()) actor.noteProcess(process);
  }
}
