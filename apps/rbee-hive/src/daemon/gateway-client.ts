import { openTransport } from '@rbee-internal/system/transport';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import {
  CreatedGatewayKey,
  GatewayKeyList,
  ModelStatusList,
  ServedModel,
  type ServedModelBody,
} from 'rbee-hive-daemon/api';
import { z } from 'zod';
import { CommandFailure } from '../errors.js';
import { type DaemonAddress, requestJson } from './request-daemon.js';

/** One message of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A piece of an answer. */
export interface ChatPiece {
  readonly type: 'thinking' | 'text';
  readonly text: string;
}

/** The daemon's gateway, with the daemon's token. */
export interface GatewayClient {
  models(signal: AbortSignal): Promise<ModelStatusList['models']>;
  putModel(id: string, model: ServedModelBody, signal: AbortSignal): Promise<ServedModel>;
  keys(signal: AbortSignal): Promise<GatewayKeyList['keys']>;
  createKey(
    key: { name: string; requestsPerMinute?: number },
    signal: AbortSignal,
  ): Promise<CreatedGatewayKey>;
  revokeKey(name: string, signal: AbortSignal): Promise<void>;
  /** The answer to a conversation, piece by piece. @throws CommandFailure as the gateway refuses; the signal's reason */
  chat(model: string, messages: readonly ChatMessage[], signal: AbortSignal): AsyncIterable<ChatPiece>;
  /** What a form or JSON to one of OpenAI's routes is answered with. */
  ask(
    route: string,
    body: FormData | Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Response>;
}

const MODELS = '/v1/gateway/models';
const KEYS = '/v1/gateway/keys';
const OPENAI = '/v1/gateway/openai';
const DAY_MS = 86_400_000;

/** A model may take long to load, and longer to begin its answer; Ctrl-C ends the wait. */
const transport = openTransport({ limits: { headersMilliseconds: DAY_MS, stallMilliseconds: DAY_MS } });

const Removed = z.looseObject({});
const Failure = z.object({ error: z.object({ message: z.string(), code: z.string().nullish() }) });
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: z.string().nullish(), reasoning_content: z.string().nullish() })
          .optional(),
      }),
    )
    .optional(),
});

export function createGatewayClient(address: DaemonAddress): GatewayClient {
  const json = <T>(path: string, init: Parameters<typeof requestJson<T>>[2]) =>
    requestJson(address, path, init);
  const ask: GatewayClient['ask'] = (route, body, signal) => askGateway(address, route, { body, signal });
  return {
    models: async (signal) => (await json(MODELS, { signal, shape: ModelStatusList })).models,
    putModel: (id, body, signal) =>
      json(`${MODELS}/${encodeURIComponent(id)}`, { method: 'PUT', body, signal, shape: ServedModel }),
    keys: async (signal) => (await json(KEYS, { signal, shape: GatewayKeyList })).keys,
    createKey: (body, signal) => json(KEYS, { method: 'POST', body, signal, shape: CreatedGatewayKey }),
    revokeKey: async (name, signal) => {
      await json(`${KEYS}/${encodeURIComponent(name)}`, { method: 'DELETE', signal, shape: Removed });
    },
    ask,
    async *chat(model, messages, signal) {
      const response = await ask('/chat/completions', { model, messages, stream: true }, signal);
      yield* readPieces(response);
    },
  };
}

interface Asking {
  readonly body: FormData | Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

async function askGateway(
  { url, token }: DaemonAddress,
  route: string,
  { body, signal }: Asking,
): Promise<Response> {
  const isForm = body instanceof FormData;
  const form = isForm ? await encodeForm(body) : undefined;
  const response = await transport.fetch(`${url}${OPENAI}${route}`, {
    method: 'POST',
    redirect: 'error',
    headers: { authorization: `Bearer ${token}`, 'content-type': form?.type ?? 'application/json' },
    body: form?.body ?? JSON.stringify(body),
    signal,
  });
  if (response.ok) return response;
  throw failureOf(await response.text());
}

/** The transport's fetch is not Node's own, and does not know its forms. */
async function encodeForm(form: FormData): Promise<{ readonly body: ArrayBuffer; readonly type: string }> {
  const encoded = new Response(form);
  return { type: encoded.headers.get('content-type') ?? '', body: await encoded.arrayBuffer() };
}

async function* readPieces(response: Response): AsyncGenerator<ChatPiece> {
  const events = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  if (events === undefined) return;
  for await (const { data } of events as unknown as AsyncIterable<{ data: string }>) {
    if (data === '[DONE]') return;
    if (data.startsWith('{"error"')) throw failureOf(data);
    const [choice] = Chunk.safeParse(JSON.parse(data)).data?.choices ?? [];
    const { reasoning_content: thinking, content } = choice?.delta ?? {};
    if (thinking) yield { type: 'thinking', text: thinking };
    if (content) yield { type: 'text', text: content };
  }
}

function failureOf(text: string): CommandFailure {
  const read = Failure.safeParse(parse(text));
  const { message, code } = read.success ? read.data.error : { message: text.slice(0, 500), code: undefined };
  if (code?.toUpperCase() === 'MODEL_NOT_FOUND')
    // What the gateway adds is for clients of its API.
    return new CommandFailure({
      code: 'MODEL_NOT_FOUND',
      message: message.replace(/(?<= does not exist\.) .*$/s, ''),
      hint: 'rbee-hive run MODEL serves one; rbee-hive ps lists what runs.',
    });
  return new CommandFailure({ code: (code ?? 'MODEL_FAILED').toUpperCase(), message });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON says what it says.
    return undefined;
  }
}
