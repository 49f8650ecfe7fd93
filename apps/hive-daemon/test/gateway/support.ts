import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useTempDir } from '@rbee-internal/test-kit';
import { onTestFinished } from 'vitest';
import { GatewayKeys } from '../../src/gateway/access/gateway-keys.js';
import { Gateway, type GatewayInit } from '../../src/gateway/gateway.js';
import { ModelShelf, type ModelShelfInit } from '../../src/gateway/models/model-shelf.js';
import { FakeHost, type FakeHostOptions, type Script, startEngineServer } from './fake-engine.js';

export interface TestGatewayOptions extends Omit<FakeHostOptions, 'port'> {
  readonly script?: Script;
  /** Ids that are served. @default ['tiny'] */
  readonly models?: readonly string[];
  readonly memory?: Partial<ModelShelfInit['memory']>;
  readonly limits?: Partial<ModelShelfInit['limits']>;
  readonly bodies?: Partial<GatewayInit['limits']>;
  readonly corsOrigins?: readonly string[];
  readonly readTemplate?: GatewayInit['readTemplate'];
  readonly modelPath?: string;
}

const MEBIBYTE = 1024 ** 2;

export const MEMORY: ModelShelfInit['memory'] = {
  budgetBytes: 1_000,
  freeBytes: () => 1_000,
  loadedModels: 4,
  waitMilliseconds: 10_000,
};
export const LIMITS: ModelShelfInit['limits'] = {
  ...{ inFlight: 32, queued: 100, keepAliveSeconds: 300, failureMilliseconds: 1_000 },
};

/** A gateway over one scripted engine, with one key, that ends with the test. */
export async function useGateway(options: TestGatewayOptions = {}) {
  const { script = (_request, response) => void response.writeHead(404).end(), models = ['tiny'] } = options;
  const folder = await useTempDir();
  const engine = await startEngineServer(script);
  const host = new FakeHost({ ...options, port: engine.port });
  const shelf = new ModelShelf({
    host,
    memory: { ...MEMORY, ...options.memory },
    limits: { ...LIMITS, ...options.limits },
  });
  const settings = options.modelPath === undefined ? {} : { model: options.modelPath };
  for (const id of models) shelf.put({ id, worker: 'fake', settings });
  const keys = await GatewayKeys.open(folder);
  const { key } = await keys.create({ name: 'test', requestsPerMinute: 600 });
  const hosts = new Set<string>();
  const gateway = new Gateway({
    ...{ keys, shelf, host, hosts, folder },
    readTemplate: options.readTemplate ?? (async () => undefined),
    corsOrigins: new Set(options.corsOrigins),
    limits: {
      ...{
        jsonBytes: MEBIBYTE,
        heldJsonBytes: 8 * MEBIBYTE,
        formBytes: MEBIBYTE,
        heldFormBytes: 8 * MEBIBYTE,
      },
      ...options.bodies,
    },
  });
  const url = await serve(gateway, hosts);
  onTestFinished(() => shelf.close());
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const post = (route: string, body: unknown, init: RequestInit = {}) =>
    fetch(`${url}${route}`, { method: 'POST', headers, body: JSON.stringify(body), ...init });
  return { ...{ gateway, url, key, keys, shelf, host, folder, engine, headers, post } };
}

async function serve(gateway: Gateway, hosts: Set<string>): Promise<string> {
  const server = createServer((request, response) => {
    const leaving = new AbortController();
    response.on('close', () => leaving.abort());
    request.on('error', () => undefined);
    const pathname = (request.url ?? '').split('?')[0] ?? '';
    if (!gateway.takes(pathname)) return void response.writeHead(404).end('not the gateway’s');
    void gateway.handle({ request, response, signal: leaving.signal }, pathname);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  hosts.add(`127.0.0.1:${port}`);
  return `http://127.0.0.1:${port}/v1`;
}

/** The chunks of a chat that says so, as llama-server sends them. */
export function chatEvents(pieces: readonly string[]): string[] {
  const chunk = (delta: Record<string, unknown>, finish: string | null = null) =>
    `data: ${JSON.stringify({
      choices: [{ finish_reason: finish, index: 0, delta }],
      ...{
        created: 1_700_000_000,
        id: 'chatcmpl-1',
        model: 'upstream-name',
        object: 'chat.completion.chunk',
      },
    })}\n\n`;
  return [
    chunk({ role: 'assistant', content: null }),
    ...pieces.map((content) => chunk({ content })),
    chunk({}, 'stop'),
  ];
}

export const USAGE_EVENT = `data: ${JSON.stringify({
  choices: [],
  ...{ created: 1_700_000_000, id: 'chatcmpl-1', model: 'upstream-name', object: 'chat.completion.chunk' },
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  timings: { predicted_n: 2, predicted_per_second: 10.0 },
})}\n\n`;

export const DONE = 'data: [DONE]\n\n';

/** Returns with these events, then ends. */
export function sends(events: readonly string[]): Script {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) response.write(event);
    response.end();
  };
}
