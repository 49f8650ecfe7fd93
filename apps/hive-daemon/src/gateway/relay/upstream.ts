import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { messageOf } from '@rbee-internal/coded-error';
import { DaemonError } from '../../errors.js';
import { askWorker } from '../../http/ask-worker.js';
import type { Engine } from '../models/engine.js';

/** A request to an engine. */
export interface UpstreamRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | undefined;
  readonly headers?: IncomingHttpHeaders | undefined;
  readonly body?: string | { readonly bytes: number; readonly chunks: AsyncIterable<Buffer> } | undefined;
  /** When it is aborted the connection is closed at once, which frees the engine. */
  readonly signal: AbortSignal;
}

/** Of an error's body. */
const MAX_ERROR_BYTES = 1024 ** 2;

/**
 * Asks an engine; resolves with the head of its answer. Nothing limits how long that takes: a long prompt takes minutes.
 * @throws DaemonError `WORKER_UNREACHABLE`
 */
export async function askEngine(engine: Engine, request: UpstreamRequest): Promise<IncomingMessage> {
  const { path, method = 'POST', headers = {}, body, signal } = request;
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : (body?.bytes ?? 0);
  const asked = askWorker({
    ...{ host: '127.0.0.1', port: engine.port, path, method, signal },
    headers: { ...headers, 'content-length': String(bytes), 'accept-encoding': 'identity' },
  });
  // What is sent may fail because the engine has answered already: its answer decides.
  const sent = send(asked.request, body).catch(
    (error: unknown) => void asked.request.destroy(error as Error),
  );
  try {
    const answer = await asked.answered;
    answer.on('error', () => undefined);
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(error);
  } finally {
    void sent;
  }
}

type Asked = ReturnType<typeof askWorker>['request'];

async function send(request: Asked, body: UpstreamRequest['body']): Promise<void> {
  if (body !== undefined && typeof body !== 'string') {
    for await (const chunk of body.chunks) {
      if (request.destroyed) return;
      if (!request.write(chunk)) await drained(request);
    }
  }
  request.end(typeof body === 'string' ? body : undefined);
}

function drained(request: Asked): Promise<void> {
  return new Promise((resolve) => {
    request.once('drain', resolve);
    request.once('close', resolve);
  });
}

/** The whole body of an answer, such as an error's. @throws DaemonError `WORKER_UNREACHABLE` when it breaks off or is too long */
export async function readText(answer: IncomingMessage, maxBytes = MAX_ERROR_BYTES): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error(`it is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function unreachable(cause: unknown): DaemonError {
  return new DaemonError({
    code: 'WORKER_UNREACHABLE',
    message: `The worker broke off before its answer was whole: ${messageOf(cause)}.`,
    hint: 'Its log says more.',
    cause,
  });
}
