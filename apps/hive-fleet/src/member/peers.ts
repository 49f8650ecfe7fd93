import type { FleetModel, FleetPeer } from 'rbee-hive-daemon/api';
import { Presence } from '../protocol/presence.js';

interface Heard {
  readonly presence: Presence;
  readonly at: number;
}

const MAX_PEERS = 10_000;
const SILENT_PERIODS = 2;

/** A hive that serves a model. */
export interface Server {
  readonly hive: string;
  readonly isLoaded: boolean;
  readonly busy: number;
}

/** The other hives, as they say of themselves; one that was not heard for two of its heartbeats is out. */
export class Peers {
  readonly #heard = new Map<string, Heard>();
  /** By hive: how long its first answer took lately. */
  readonly #delays = new Map<string, number>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes note of a sign of life. */
  note(hive: string, data: Uint8Array): void {
    const presence = Presence.safeParse(parse(data)).data;
    if (presence === undefined) return;
    if (presence.leaves === true) return void this.#heard.delete(hive);
    if (this.#heard.size < MAX_PEERS || this.#heard.has(hive))
      this.#heard.set(hive, { presence, at: this.#now() });
  }

  noteDelay(hive: string, milliseconds: number): void {
    this.#delays.set(hive, milliseconds);
  }

  /** It did not answer: it is asked again when it is heard again. */
  drop(hive: string): void {
    this.#heard.delete(hive);
  }

  clear(): void {
    this.#heard.clear();
  }

  get models(): FleetModel[] {
    return this.#alive().flatMap(([hive, { presence }]) =>
      presence.models.map(({ id, isLoaded }) => ({ id, hive, isLoaded })),
    );
  }

  get list(): FleetPeer[] {
    return this.#alive().map(([hive, { presence, at }]) => ({
      ...{ hive, models: presence.models.length, heardMilliseconds: Math.round(this.#now() - at) },
    }));
  }

  /** Who serves a model: those that have it loaded first, of them who has the least to do, then who is nearest. */
  serversOf(model: string): Server[] {
    const servers = this.#alive().flatMap(([hive, { presence }]) =>
      presence.models
        .filter(({ id }) => id === model)
        .map(({ isLoaded, busy }) => ({ hive, isLoaded, busy })),
    );
    return servers.sort(
      (a, b) =>
        Number(b.isLoaded) - Number(a.isLoaded) ||
        a.busy - b.busy ||
        (this.#delays.get(a.hive) ?? 0) - (this.#delays.get(b.hive) ?? 0),
    );
  }

  #alive(): [string, Heard][] {
    const now = this.#now();
    for (const [hive, { presence, at }] of this.#heard)
      if (now - at > SILENT_PERIODS * presence.everyMilliseconds) this.#heard.delete(hive);
    return [...this.#heard];
  }
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString('utf8'));
  } catch {
    // The schema does not take it.
    return undefined;
  }
}
