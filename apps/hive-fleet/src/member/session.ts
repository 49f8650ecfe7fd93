import type { NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import { pause, unlessAborted } from '@rbee-internal/system/time';
import type { FleetHive } from 'rbee-hive-daemon';
import { asFleetError, connectFleet, isRefusal } from '../link/connect-fleet.js';
import type { Membership } from './membership.js';

/** `refused`: the server does not let the credentials in any longer. */
export type ConnectionState = 'connecting' | 'connected' | 'refused';

export interface SessionInit {
  readonly membership: Membership;
  readonly log: FleetHive['log'];
  /** A connection is there; aborted when it has ended for good. */
  readonly onConnection: (connection: NatsConnection, signal: AbortSignal) => Promise<void>;
  readonly refusedMilliseconds: number;
}

const AGAIN_MILLISECONDS = 1_000;

/** Keeps a hive connected to its fleet's server: it dials again, for as long as it takes. */
export class Session {
  readonly #init: SessionInit;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;
  #connection: NatsConnection | undefined;
  #state: ConnectionState = 'connecting';
  #problem: string | undefined;

  constructor(init: SessionInit) {
    this.#init = init;
    this.#running = this.#run();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why it is not connected, or what the server refused last. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#connection?.close().catch(() => undefined);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const wait = await this.#once().catch((error: unknown) => this.#failed(error));
      if (!signal.aborted) await pause(wait, signal).catch(() => undefined);
    }
  }

  /** One connection, to its end. Answers how long to wait before the next. */
  async #once(): Promise<number> {
    const { membership, log, onConnection } = this.#init;
    const connection = await this.#dial();
    if (connection === undefined) return 0;
    const over = new AbortController();
    this.#connection = connection;
    this.#become('connected', undefined);
    log.info('connected to the fleet', { server: membership.url });
    void this.#watch(connection);
    const working = onConnection(connection, over.signal).catch((error: unknown) =>
      log.warn('the connection to the fleet could not be used', { reason: messageOf(error) }),
    );
    const error = await connection.closed();
    over.abort();
    await working;
    return error instanceof Error ? this.#failed(error) : AGAIN_MILLISECONDS;
  }

  /** Dials until there is a server; `undefined` when it is to stop. */
  async #dial(): Promise<NatsConnection | undefined> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        const dialled = connectFleet(this.#init.membership);
        // A server that does not answer holds up no end; a connection that comes too late is closed.
        dialled.then((late) => (signal.aborted ? late.close() : undefined)).catch(() => undefined);
        return await unlessAborted(dialled, signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        const wait = this.#failed(error);
        await pause(wait, signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  #failed(error: unknown): number {
    const { membership, log, refusedMilliseconds } = this.#init;
    const failure = asFleetError(error, membership.url);
    if (this.#problem !== failure.message)
      log.warn('not connected to the fleet', { reason: failure.message });
    this.#become(failure.code === 'FLEET_REFUSED' ? 'refused' : 'connecting', failure.message);
    return failure.code === 'FLEET_REFUSED' ? refusedMilliseconds : AGAIN_MILLISECONDS;
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.#become('connecting', 'The fleet’s server is away.');
      if (status.type === 'reconnect') this.#become('connected', undefined);
      if (status.type === 'error') {
        // What is forbidden is told here and nowhere else.
        this.#problem = status.error.message;
        if (!isRefusal(status.error))
          this.#init.log.warn('the fleet’s server refused something', { reason: status.error.message });
      }
    }
  }

  #become(state: ConnectionState, problem: string | undefined): void {
    this.#state = state;
    this.#problem = problem;
  }
}
