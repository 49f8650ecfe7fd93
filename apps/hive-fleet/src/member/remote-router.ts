import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import { pause } from '@rbee-internal/system/time';
import { DaemonError, type InferAnswer, type InferRequest, type RemoteModels } from 'rbee-hive-daemon';
import type { FleetModel } from 'rbee-hive-daemon/api';
import { presenceSubject, rollCallSubject } from '../protocol/subjects.js';
import { askHive } from '../talk/ask-hive.js';
import { readInto } from '../talk/exchange.js';
import type { Peers } from './peers.js';

export interface RemoteRouterInit {
  /** Its own name. */
  readonly hive: string;
  readonly peers: Peers;
  readonly heartbeatMilliseconds: number;
}

/** Hives that are asked before a request fails. */
const TRIES = 3;
/** So long the first request waits for hives to say what they serve. */
const ROLL_CALL_MILLISECONDS = 400;
/** Hives are listened to for so long after the last request. */
const LISTEN_MILLISECONDS = 600_000;
/** Statuses with which another hive is asked: it has no room, or its worker is gone. */
const ELSEWHERE: ReadonlySet<number> = new Set([429, 502, 503]);

/** What `/metrics` shows. */
export interface RouterFigures {
  readonly requests: number;
  readonly failures: number;
  readonly retries: number;
}

/** Asks other hives for their models. It listens to them only once someone asks: most hives never do. */
export class RemoteRouter implements RemoteModels {
  readonly #init: RemoteRouterInit;
  #connection: NatsConnection | undefined;
  #listening: Subscription | undefined;
  #idle: NodeJS.Timeout | undefined;
  #figures: RouterFigures = { requests: 0, failures: 0, retries: 0 };

  constructor(init: RemoteRouterInit) {
    this.#init = init;
  }

  get figures(): RouterFigures {
    return this.#figures;
  }

  /** @param connection `undefined` while there is none */
  use(connection: NatsConnection | undefined): void {
    this.#listening = undefined;
    this.#connection = connection;
    if (connection === undefined) this.#init.peers.clear();
  }

  stop(): void {
    clearTimeout(this.#idle);
    this.#listening?.unsubscribe();
    this.use(undefined);
  }

  known(): readonly FleetModel[] {
    return this.#init.peers.models;
  }

  async list(signal: AbortSignal): Promise<readonly FleetModel[]> {
    if (this.#listen()) await pause(ROLL_CALL_MILLISECONDS, signal);
    return this.known();
  }

  async infer(model: string, request: InferRequest): Promise<InferAnswer> {
    const asked = new Set<string>();
    const problems: string[] = [];
    this.#count({ requests: 1 });
    while (asked.size < TRIES) {
      const hive = this.#init.peers.serversOf(model).find((one) => !asked.has(one.hive))?.hive;
      if (hive === undefined) break;
      if (asked.size > 0) this.#count({ retries: 1 });
      asked.add(hive);
      const answer = await this.#ask(hive, request).catch((error: unknown) => {
        request.signal.throwIfAborted();
        problems.push(messageOf(error));
        this.#init.peers.drop(hive);
        return undefined;
      });
      const isLast = !this.#init.peers.serversOf(model).some((one) => !asked.has(one.hive));
      if (answer === undefined) continue;
      if (isLast || !ELSEWHERE.has(answer.status)) return answer;
      void drain(answer);
    }
    this.#count({ failures: 1 });
    throw noAnswer(model, problems);
  }

  async #ask(hive: string, request: InferRequest): Promise<InferAnswer> {
    const connection = this.#connection;
    if (connection === undefined) throw new Error('the fleet’s server cannot be reached');
    const began = performance.now();
    const answer = await askHive(request, {
      ...{ connection, from: this.#init.hive, to: hive },
      aliveMilliseconds: this.#init.heartbeatMilliseconds,
    });
    this.#init.peers.noteDelay(hive, performance.now() - began);
    return answer;
  }

  /** Begins to listen, or goes on for longer. Whether it has just begun. */
  #listen(): boolean {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#listening?.unsubscribe();
      this.#listening = undefined;
      this.#init.peers.clear();
    }, LISTEN_MILLISECONDS);
    this.#idle.unref();
    const connection = this.#connection;
    if (connection === undefined || this.#listening !== undefined) return false;
    this.#listening = connection.subscribe(presenceSubject('*'));
    readInto(this.#listening, (subject, data) => {
      const [, , hive = ''] = subject.split('.');
      if (hive !== this.#init.hive) this.#init.peers.note(hive, data);
    });
    connection.publish(rollCallSubject(this.#init.hive));
    return true;
  }

  #count(more: Partial<RouterFigures>): void {
    const { requests, failures, retries } = this.#figures;
    this.#figures = {
      requests: requests + (more.requests ?? 0),
      failures: failures + (more.failures ?? 0),
      retries: retries + (more.retries ?? 0),
    };
  }
}

/** Reads an answer that no one wants to its end, which frees what holds it. */
async function drain({ chunks }: InferAnswer): Promise<void> {
  try {
    for await (const _chunk of chunks);
  } catch {
    // It broke off: it is gone all the same.
  }
}

function noAnswer(model: string, problems: readonly string[]): DaemonError {
  if (problems.length === 0) {
    return new DaemonError({
      code: 'MODEL_NOT_FOUND',
      message: `No hive of the fleet serves the model ${JSON.stringify(model.slice(0, 256))} now.`,
      hint: 'GET /v1/models lists those that are served.',
      path: 'model',
    });
  }
  return new DaemonError({
    code: 'WORKER_UNREACHABLE',
    message: `No hive of the fleet answered for the model ${JSON.stringify(model.slice(0, 256))}: ${problems.join('; ')}.`,
    hint: 'Send it again; rbee-hive fleet status says which hives are there.',
  });
}
