import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { decodeFrame, encodeFrame, type Frame, type FrameKind } from './frame.js';

export interface ExchangeInit {
  readonly connection: NatsConnection;
  /** Where its messages go. */
  readonly subject: string;
  /** How often it says that it is there, where nothing else is sent. Heard of nothing for two of them, the other side is gone. */
  readonly aliveMilliseconds: number;
  readonly onFrame: (frame: Frame) => void;
  /** The other side is gone, or a message was lost. Called once; nothing comes after. */
  readonly onBroken: (reason: string) => void;
}

const NOTHING = new Uint8Array();
const SILENT_PERIODS = 2;
const LATE_PERIODS = 1.5;

/** One side of a request and its answer between two hives. */
export class Exchange {
  readonly #init: ExchangeInit;
  readonly #timer: NodeJS.Timeout;
  #sent = 0;
  #received = 0;
  #heardAt = performance.now();
  #lookedAt = performance.now();
  #isClosed = false;

  constructor(init: ExchangeInit) {
    this.#init = init;
    this.#timer = setInterval(() => this.#look(), init.aliveMilliseconds);
  }

  send(kind: FrameKind, content: Uint8Array = NOTHING): void {
    const { connection, subject } = this.#init;
    if (this.#isClosed || connection.isClosed()) return;
    connection.publish(subject, encodeFrame({ kind, seq: this.#sent, content }));
    this.#sent += 1;
  }

  /** Takes a message of the other side. */
  receive(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (this.#isClosed || frame === undefined) return;
    this.#heardAt = performance.now();
    if (frame.seq !== this.#received) return void this.#break('a message was lost on the way');
    this.#received += 1;
    if (frame.kind !== 'alive') this.#init.onFrame(frame);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  #look(): void {
    const { aliveMilliseconds } = this.#init;
    const now = performance.now();
    // A process that was held up itself has not read yet what came meanwhile.
    if (now - this.#lookedAt > LATE_PERIODS * aliveMilliseconds) this.#heardAt = now;
    this.#lookedAt = now;
    if (now - this.#heardAt > SILENT_PERIODS * aliveMilliseconds)
      return void this.#break('the other hive fell silent');
    this.send('alive');
  }

  #break(reason: string): void {
    this.close();
    this.#init.onBroken(reason);
  }
}

/** Hands every message of a subscription on, until it ends. */
export function readInto(
  subscription: Subscription,
  take: (subject: string, data: Uint8Array) => void,
): void {
  const read = async () => {
    for await (const message of subscription) take(message.subject, message.data);
  };
  // A connection that ends, ends it.
  void read().catch(() => undefined);
}
