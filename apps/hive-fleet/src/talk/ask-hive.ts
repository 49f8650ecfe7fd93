import { randomBytes } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import type { InferAnswer, InferRequest } from 'rbee-hive-daemon';
import { talkSubject } from '../protocol/subjects.js';
import { ChunkQueue } from './chunk-queue.js';
import { Exchange, readInto } from './exchange.js';
import { type Frame, jsonContent } from './frame.js';
import { ACCEPT_MILLISECONDS, CHUNK_BYTES, Failure, Head, WINDOW } from './messages.js';

export interface AskHiveInit {
  readonly connection: NatsConnection;
  readonly from: string;
  readonly to: string;
  readonly aliveMilliseconds: number;
}

const EXCHANGE_BYTES = 12;
/** After so many messages that were read, the other side may send as many more. */
const CREDIT = WINDOW / 2;

/**
 * Asks another hive's gateway. Resolves when the answer begins with its first bytes, or is over.
 * @throws Error where it does not begin: then nothing of it has come, and another hive can be asked; the signal's reason
 */
export async function askHive(request: InferRequest, init: AskHiveInit): Promise<InferAnswer> {
  request.signal.throwIfAborted();
  const asking = new Asking(request, init);
  try {
    return await asking.answered;
  } catch (error) {
    asking.close();
    request.signal.throwIfAborted();
    throw error;
  }
}

class Asking {
  readonly answered: Promise<InferAnswer>;
  readonly #request: InferRequest;
  readonly #exchange: Exchange;
  readonly #queue: ChunkQueue;
  readonly #unsubscribe: () => void;
  readonly #late: NodeJS.Timeout;
  readonly #leave = () => this.#cancel(new Error('The client left'));
  #resolve: (answer: InferAnswer) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #head: { readonly status: number; readonly contentType: string } | undefined;
  #read = 0;

  constructor(request: InferRequest, { connection, from, to, aliveMilliseconds }: AskHiveInit) {
    this.#request = request;
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const id = randomBytes(EXCHANGE_BYTES).toString('base64url');
    this.#queue = new ChunkQueue(() => this.#taken(), this.#leave);
    this.#exchange = new Exchange({
      ...{ connection, aliveMilliseconds, subject: talkSubject(from, to, id) },
      onFrame: (frame) => this.#take(frame),
      onBroken: (reason) => this.#fail(new Error(`${to}: ${reason}`)),
    });
    const subscription = connection.subscribe(talkSubject(to, from, id));
    this.#unsubscribe = () => subscription.unsubscribe();
    readInto(subscription, (_subject, data) => this.#exchange.receive(data));
    this.#late = setTimeout(
      () => this.#fail(new Error(`${to} does not take up requests`)),
      Math.min(ACCEPT_MILLISECONDS, 2 * aliveMilliseconds),
    );
    request.signal.addEventListener('abort', this.#leave, { once: true });
    this.#send();
  }

  close(): void {
    clearTimeout(this.#late);
    this.#request.signal.removeEventListener('abort', this.#leave);
    this.#exchange.close();
    this.#unsubscribe();
  }

  #send(): void {
    const { path, contentType, body } = this.#request;
    this.#exchange.send('ask', jsonContent({ path, contentType, bytes: body.length }));
    for (let start = 0; start < body.length; start += CHUNK_BYTES)
      this.#exchange.send('part', body.subarray(start, start + CHUNK_BYTES));
  }

  #take({ kind, content }: Frame): void {
    if (kind === 'accepted') return void clearTimeout(this.#late);
    if (kind === 'refused' || kind === 'fail') return void this.#fail(new Error(reasonIn(content)));
    if (kind === 'head') {
      const head = Head.safeParse(jsonIn(content)).data;
      if (head === undefined) return void this.#cancel(new Error('Its answer cannot be read'));
      this.#head = head;
      return;
    }
    if (kind === 'data') {
      // A copy: the frame is a part of what came, which is then used again.
      this.#queue.push(Buffer.from(content));
      return void this.#begin();
    }
    if (kind !== 'end') return;
    this.#begin();
    this.#queue.end();
    this.close();
  }

  #begin(): void {
    const head = this.#head;
    if (head === undefined) return void this.#cancel(new Error('Its answer has no beginning'));
    this.#resolve({ ...head, chunks: this.#queue });
  }

  #taken(): void {
    this.#read += 1;
    if (this.#read % CREDIT === 0) this.#exchange.send('credit', jsonContent(CREDIT));
  }

  #cancel(error: Error): void {
    this.#exchange.send('cancel');
    this.#fail(error);
  }

  #fail(error: Error): void {
    this.#reject(error);
    this.#queue.end(error);
    this.close();
  }
}

function reasonIn(content: Uint8Array): string {
  return Failure.safeParse(jsonIn(content)).data?.message ?? 'It gave no reason';
}

function jsonIn(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    // No schema takes it.
    return undefined;
  }
}
