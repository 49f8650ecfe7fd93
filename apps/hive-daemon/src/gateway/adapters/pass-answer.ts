import type { IncomingMessage } from 'node:http';
import { withModel } from '../body/json-text.js';
import { openAiError, typeOf } from '../openai-error.js';
import type { Reply } from '../relay/reply.js';
import { readText, unreachable } from '../relay/upstream.js';

/** Of an answer that is kept in memory, as embeddings and images are. */
const MAX_ANSWER_BYTES = 128 * 1024 ** 2;

export interface PassInit {
  readonly reply: Reply;
  readonly model: string;
}

/** Passes on an engine's whole answer: JSON with the client's name of the model, errors in OpenAI's form. */
export async function passAnswer(answer: IncomingMessage, { reply, model }: PassInit): Promise<boolean> {
  const { statusCode: status = 502, headers } = answer;
  if (status >= 300) return passError(answer, reply);
  const text = await readText(answer, MAX_ANSWER_BYTES);
  if (answer.complete === false) throw unreachable('it ended early');
  const type = headers['content-type'] ?? 'application/json';
  reply.text(status, isJson(type) ? withModel(text, model) : text, { 'content-type': type });
  return true;
}

/** Passes on an engine's refusal. A redirect is not followed; its own text is kept where it has one. */
export async function passError(answer: IncomingMessage, reply: Reply): Promise<false> {
  const { statusCode: upstream = 502, headers } = answer;
  const text = await readText(answer).catch(() => '');
  const status = upstream < 400 ? 502 : upstream;
  const retry = headers['retry-after'];
  const body = openAiFormOf(text, status);
  reply.json(status, body, retry === undefined ? {} : { 'retry-after': retry });
  return false;
}

/** The error that a text has, in OpenAI's form; unknown members of one that is in that form stay. */
export function openAiFormOf(text: string, status: number): unknown {
  const error = errorIn(text);
  const type = typeOf(status);
  if (typeof error === 'string') return openAiError(error, { type });
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const { code } = error as { code?: unknown };
    // A number there is the status once more; clients expect a word.
    const named = typeof code === 'string' ? code : null;
    return { error: { type, param: null, ...error, code: named } };
  }
  const plain = text.trim().slice(0, 2_000);
  return openAiError(plain === '' ? `The worker refused the request with ${status}.` : plain, { type });
}

function errorIn(text: string): unknown {
  try {
    const value = JSON.parse(text) as { error?: unknown; message?: unknown; detail?: unknown } | null;
    return value?.error ?? (typeof value?.message === 'string' ? value : value?.detail);
  } catch {
    // A plain text says it itself.
    return undefined;
  }
}

function isJson(type: string): boolean {
  return /^application\/json\b/i.test(type);
}
