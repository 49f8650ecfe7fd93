import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ServedModel } from '../../src/api/gateway.js';
import type { Engine, EngineHost, WorkerFacts } from '../../src/gateway/models/engine.js';

/** How a scripted engine serves one request. */
export type Script = (request: EngineRequest, response: ServerResponse) => void | Promise<void>;

export interface EngineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
  /** Resolves when the gateway has closed the connection. */
  readonly closed: Promise<void>;
}

/** A server on 127.0.0.1 that a script answers, and that ends with the test. */
export async function startEngineServer(
  script: Script,
): Promise<{ port: number; requests: EngineRequest[] }> {
  const requests: EngineRequest[] = [];
  const server = createServer(async (request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const received = {
      ...{ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body, closed },
      get json() {
        return JSON.parse(body.toString('utf8'));
      },
    };
    requests.push(received);
    await script(received, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests };
}

export interface FakeHostOptions extends Partial<WorkerFacts> {
  /** Awaited before it is known what a model takes. */
  readonly onNeeds?: () => Promise<void>;
  readonly port?: number;
  readonly args?: readonly string[];
  readonly bytes?: Readonly<Record<string, number>>;
  readonly gpuBytes?: Readonly<Record<string, number>>;
  readonly freeGpuBytes?: () => number | undefined;
  /** Called instead of a start; what it resolves with counts. */
  readonly onStart?: (model: ServedModel, signal: AbortSignal) => Promise<void>;
}

/** A host whose engines are all at one port. */
export class FakeHost implements EngineHost {
  readonly started: string[] = [];
  readonly stopped: string[] = [];
  readonly #options: FakeHostOptions;
  /** Ends an engine as if it had crashed. */
  readonly crash = new Map<string, () => void>();

  constructor(options: FakeHostOptions = {}) {
    this.#options = options;
  }

  async start(model: ServedModel, signal: AbortSignal): Promise<Engine> {
    this.started.push(model.id);
    await this.#options.onStart?.(model, signal);
    return this.engine(model);
  }

  engine(model: ServedModel): Engine {
    const { port = 1, args = [], api = 'openai', tasks = [] } = this.#options;
    const ended = new AbortController();
    this.crash.set(model.id, () => ended.abort());
    return {
      processId: `process-of-${model.id}`,
      ...{ port, args, api, tasks, ended: ended.signal, isOurs: true },
      stop: async () => {
        this.stopped.push(model.id);
        ended.abort();
      },
    };
  }

  async describe(): Promise<WorkerFacts> {
    const { api = 'openai', tasks = [] } = this.#options;
    return { api, tasks };
  }

  async needs({ id }: ServedModel): Promise<{ memoryBytes: number; gpuBytes: number }> {
    await this.#options.onNeeds?.();
    return { memoryBytes: this.#options.bytes?.[id] ?? 1, gpuBytes: this.#options.gpuBytes?.[id] ?? 0 };
  }

  async freeGpuBytes(): Promise<number | undefined> {
    return this.#options.freeGpuBytes?.();
  }
}
