import type { IncomingMessage } from 'node:http';
import { DaemonError } from '../../errors.js';
import { tooLarge } from '../../http/read-json.js';
import type { ByteShare } from './byte-budget.js';

/** A body that is one JSON object. */
export interface JsonBody {
  readonly type: 'json';
  /** As the client sent it. */
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface JsonBodyInit {
  readonly maxBytes: number;
  readonly share: ByteShare;
}

/**
 * Reads a request's body as a JSON object. Malformed JSON is refused here: engines report it as a fault of their own, which
 * clients then repeat.
 *
 * @throws DaemonError `NOT_JSON`, `BODY_TOO_LARGE`, `BAD_REQUEST`, `BUSY`
 */
export async function readJsonBody(
  request: IncomingMessage,
  { maxBytes, share }: JsonBodyInit,
): Promise<JsonBody> {
  const { 'content-type': type = '', 'content-length': length } = request.headers;
  if (!/^application\/json(?:\s*;|$)/i.test(type)) {
    throw new DaemonError({
      code: 'NOT_JSON',
      message: 'The body must be JSON.',
      hint: 'Send it with "Content-Type: application/json".',
    });
  }
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    share.take(chunk.length);
    chunks.push(chunk);
  }
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Buffer): JsonBody {
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new DaemonError({ code: 'BAD_REQUEST', message: 'The body is not valid JSON.', path: '', cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { type: 'json', text, value: value as JsonBody['value'] };
  }
  throw new DaemonError({ code: 'BAD_REQUEST', message: 'The body must be a JSON object.', path: '' });
}
