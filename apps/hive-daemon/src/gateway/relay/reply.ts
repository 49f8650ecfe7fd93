import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { DATA_HEADERS } from '../../http/security-headers.js';
import type { OpenAiError } from '../openai-error.js';

/** An answer to a client of the gateway. */
export class Reply {
  readonly response: ServerResponse;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers for every answer, such as those of CORS */
  constructor(response: ServerResponse, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}) {
    this.response = response;
    this.signal = signal;
    this.#headers = headers;
  }

  get isBegun(): boolean {
    return this.response.headersSent;
  }

  json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.text(status, JSON.stringify(body), {
      'content-type': 'application/json; charset=utf-8',
      ...headers,
    });
  }

  text(status: number, text: string, headers: Readonly<Record<string, string>>): void {
    const bytes = Buffer.from(text);
    this.head(status, { ...headers, 'content-length': String(bytes.length) });
    this.response.end(this.response.req.method === 'HEAD' ? undefined : bytes);
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, { ...DATA_HEADERS, ...this.#headers, ...headers });
  }

  /** Begins a stream of server-sent events that no proxy holds back. */
  beginEvents(): void {
    this.head(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    this.response.flushHeaders();
  }

  /** One event of an OpenAI stream. */
  event(data: unknown): Promise<void> {
    return this.write(`data: ${JSON.stringify(data)}\n\n`);
  }

  /** Resolves when the connection can take more. */
  async write(bytes: string | Buffer): Promise<void> {
    if (bytes.length === 0 || this.signal.aborted || this.response.write(bytes)) return;
    await once(this.response, 'drain', { signal: this.signal }).catch(() => undefined);
  }

  /** Ends a stream that could not be completed; its clients would take a mere end for a success. */
  async fail(error: OpenAiError): Promise<void> {
    await this.event(error);
    this.response.end();
  }
}
