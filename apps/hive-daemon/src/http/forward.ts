import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { messageOf } from '@rbee-internal/coded-error';
import { HOP_HEADERS } from '@rbee-internal/system/transport';
import { DaemonError } from '../errors.js';
import { type Asked, askWorker } from './ask-worker.js';
import { tooLarge } from './read-json.js';
import type { Call } from './router.js';
import { DATA_HEADERS } from './security-headers.js';

export interface ForwardInit {
  readonly port: number;
  /** The path and query for the worker. */
  readonly target: string;
  readonly bodyBytes: number;
}

/** What concerns one connection, and what is between the client and the daemon only. */
const NOT_FOR_THE_WORKER: ReadonlySet<string> = new Set([
  ...HOP_HEADERS,
  'expect',
  'host',
  'origin',
  'referer',
  'cookie',
  'authorization',
]);

/** What of a worker's answer says something about the content; nothing else is passed on under the daemon's name. */
const FOR_THE_CLIENT: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
  'retry-after',
  'x-request-id',
]);

/**
 * Forwards a request to a worker on this machine and its response back, both as they come. No redirect is followed. A browser
 * that shows the answer runs nothing of it: it comes from the daemon's own origin.
 * @throws DaemonError `WORKER_UNREACHABLE`, `BODY_TOO_LARGE`
 */
export async function forward(call: Call, { port, target, bodyBytes }: ForwardInit): Promise<void> {
  const { request, response, signal } = call;
  if (Number(request.headers['content-length'] ?? 0) > bodyBytes) throw tooLarge(bodyBytes);
  const asked = askWorker({
    host: '127.0.0.1',
    port,
    path: target,
    method: request.method,
    headers: headersForWorker(request.headers),
    signal,
  });
  const sent = sendBody(request, asked.request, bodyBytes);
  // A worker may answer before it has read the whole body; whichever fails first decides.
  const answer = await Promise.race([asked.answered, sent.then(() => asked.answered)]).catch(
    (error: unknown) => {
      asked.request.destroy();
      throw error instanceof DaemonError ? error : unreachable(port, error);
    },
  );
  response.writeHead(answer.statusCode ?? 502, headersForClient(answer.headers));
  response.flushHeaders();
  answer.on('error', () => response.destroy());
  answer.pipe(response);
  await new Promise((resolve) => response.once('close', resolve));
  answer.destroy();
}

async function sendBody(request: IncomingMessage, asked: Asked['request'], bodyBytes: number): Promise<void> {
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bodyBytes) {
        const error = tooLarge(bodyBytes);
        reject(error);
        // An answer that is under way already breaks off.
        return void asked.destroy(error);
      }
      if (asked.write(chunk)) return;
      request.pause();
      asked.once('drain', () => request.resume());
    });
    request.on('end', () => {
      asked.end();
      resolve();
    });
    request.on('error', reject);
  });
}

function headersForWorker(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !NOT_FOR_THE_WORKER.has(name) && !named.includes(name) && !name.startsWith('sec-fetch-'),
    ),
  );
}

function headersForClient(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const told = Object.fromEntries(Object.entries(headers).filter(([name]) => FOR_THE_CLIENT.has(name)));
  return { ...told, ...DATA_HEADERS };
}

function unreachable(port: number, cause: unknown): DaemonError {
  return new DaemonError({
    code: 'WORKER_UNREACHABLE',
    message: `The worker at port ${port} sent no response that can be passed on: ${messageOf(cause)}.`,
    hint: 'Look at its log.',
    cause,
  });
}
