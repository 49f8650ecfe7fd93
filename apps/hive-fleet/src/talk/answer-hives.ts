import type { NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import type { FleetHive } from 'rbee-hive-daemon';
import { readTalkSubject, talkSubject } from '../protocol/subjects.js';
import { Exchange, readInto } from './exchange.js';
import { type Frame, jsonContent } from './frame.js';
import { Ask, CHUNK_BYTES, WINDOW } from './messages.js';

export interface AnswerHivesInit {
  readonly connection: NatsConnection;
  /** Its own name. */
  readonly hive: string;
  readonly gateway: Pick<FleetHive, 'infer'>;
  readonly aliveMilliseconds: number;
  /** What comes to this hive and begins no exchange, such as an answer to a roll call. */
  readonly onOther: (from: string, exchange: string, data: Uint8Array) => void;
}

/** Requests of other hives at once; and what their bodies take together. */
const MAX_ANSWERING = 64;
const MAX_HELD_BYTES = 64 * 1_024 ** 2;
const MAX_REASON_LENGTH = 900;

/** Serves other hives' requests to models of this one, by its own gateway. */
export function answerHives(init: AnswerHivesInit): {
  readonly stop: () => void;
  readonly count: () => number;
} {
  const { connection, hive } = init;
  const answering = new Map<string, Answering>();
  const subscription = connection.subscribe(talkSubject('*', hive, '*'));
  readInto(subscription, (subject, data) => {
    const { from, exchange } = readTalkSubject(subject);
    const known = answering.get(subject);
    if (known !== undefined) return known.receive(data);
    if (!Answering.begins(data)) return init.onOther(from, exchange, data);
    const held = [...answering.values()].reduce((sum, one) => sum + one.heldBytes, 0);
    const isFull = answering.size >= MAX_ANSWERING || held > MAX_HELD_BYTES;
    const one = new Answering(init, talkSubject(hive, from, exchange), () => answering.delete(subject));
    answering.set(subject, one);
    if (isFull) return one.refuse('it answers as many requests as it can');
    one.receive(data);
  });
  const stop = () => {
    subscription.unsubscribe();
    for (const one of answering.values()) one.refuse('it stops');
  };
  return { stop, count: () => answering.size };
}

class Answering {
  readonly #init: AnswerHivesInit;
  readonly #exchange: Exchange;
  readonly #onEnd: () => void;
  readonly #leaving = new AbortController();
  readonly #parts: Uint8Array[] = [];
  #ask: { readonly path: string; readonly contentType: string; readonly bytes: number } | undefined;
  #bytes = 0;
  #credit = WINDOW;
  #wake: () => void = () => undefined;

  constructor(init: AnswerHivesInit, subject: string, onEnd: () => void) {
    this.#init = init;
    this.#onEnd = onEnd;
    this.#exchange = new Exchange({
      ...{ connection: init.connection, subject, aliveMilliseconds: init.aliveMilliseconds },
      onFrame: (frame) => this.#take(frame),
      onBroken: () => this.#end(),
    });
  }

  /** Whether it is the first message of a request. */
  static begins(data: Uint8Array): boolean {
    return data.length > 5 && data[0] === 0;
  }

  get heldBytes(): number {
    return this.#bytes;
  }

  receive(data: Uint8Array): void {
    this.#exchange.receive(data);
  }

  refuse(message: string): void {
    this.#exchange.send('refused', jsonContent({ message }));
    this.#end();
  }

  #take({ kind, content }: Frame): void {
    if (kind === 'cancel') return void this.#end();
    if (kind === 'credit') {
      this.#credit = Math.min(WINDOW, this.#credit + WINDOW / 2);
      return void this.#wake();
    }
    if (kind === 'ask') {
      const ask = Ask.safeParse(parse(content)).data;
      if (ask === undefined) return void this.refuse('the request cannot be read');
      this.#ask = ask;
    }
    if (kind === 'part') {
      this.#bytes += content.length;
      if (this.#bytes > (this.#ask?.bytes ?? 0))
        return void this.refuse('the body is longer than it was said to be');
      this.#parts.push(Buffer.from(content));
    }
    if (this.#ask !== undefined && this.#bytes === this.#ask.bytes) void this.#answer(this.#ask);
  }

  async #answer({
    path,
    contentType,
  }: {
    readonly path: string;
    readonly contentType: string;
  }): Promise<void> {
    const { signal } = this.#leaving;
    this.#exchange.send('accepted');
    try {
      const body = Buffer.concat(this.#parts);
      const { chunks, ...head } = await this.#init.gateway.infer({ path, contentType, body, signal });
      this.#exchange.send('head', jsonContent(head));
      for await (const chunk of chunks)
        for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
          await this.#room();
          this.#exchange.send('data', chunk.subarray(start, start + CHUNK_BYTES));
        }
      this.#exchange.send('end');
    } catch (error) {
      this.#exchange.send('fail', jsonContent({ message: messageOf(error).slice(0, MAX_REASON_LENGTH) }));
    } finally {
      this.#end();
    }
  }

  /** Waits until the other side can take one more message. */
  async #room(): Promise<void> {
    while (this.#credit <= 0) {
      this.#leaving.signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#credit -= 1;
  }

  #end(): void {
    this.#exchange.close();
    this.#leaving.abort();
    this.#wake();
    this.#onEnd();
  }
}

function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    // No schema takes it.
    return undefined;
  }
}
