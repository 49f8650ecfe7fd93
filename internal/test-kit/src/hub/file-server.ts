import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../servers/listen.js';
import { createRequestLog, type FileRequest } from './request-log.js';

/** What a file server does in place of sending what was asked for. */
export type FileBehaviour =
  /** Sends the whole file with 200, whatever range is asked for. */
  | { readonly type: 'ignore-range' }
  /** Breaks the connection after so many bytes of the body. */
  | { readonly type: 'cut'; readonly after: number }
  /** Sends so many bytes, then nothing more until the client leaves. */
  | { readonly type: 'stall'; readonly after: number }
  /** Sends other bytes of the same length. */
  | { readonly type: 'corrupt' }
  | {
      readonly type: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export type Behave = (request: FileRequest) => FileBehaviour | undefined;

export interface FileServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly FileRequest[];
  /** Resolves once so many requests have come. */
  arrived(count: number): Promise<void>;
}

/**
 * A server of files with ranges and strong etags on 127.0.0.1, as a CDN is one, that stops when the current test is over.
 *
 * @param files by path, without the query
 */
export async function startFileServer(
  files: Readonly<Record<string, Uint8Array>>,
  behave: Behave = () => undefined,
): Promise<FileServer> {
  const log = createRequestLog();
  const server = createServer((incoming, response) => {
    const request = log.record(incoming);
    const content = files[new URL(request.path, 'http://x').pathname];
    if (content === undefined) response.writeHead(404).end('no such file');
    else sendFile(response, request, { content, behaviour: behave(request) });
  });
  const url = await listenOnLoopback(server);
  return { url, requests: log.requests, arrived: log.arrived };
}

export interface SentFile {
  readonly content: Uint8Array;
  readonly behaviour: FileBehaviour | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a file, or the part of it that was asked for. */
export function sendFile(response: ServerResponse, request: FileRequest, file: SentFile): void {
  const { behaviour, headers: extra = {} } = file;
  if (behaviour?.type === 'status') {
    response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? '');
    return;
  }
  const content = behaviour?.type === 'corrupt' ? file.content.map((byte) => byte ^ 1) : file.content;
  const etag = `"${createHash('sha256').update(file.content).digest('hex')}"`;
  const range = behaviour?.type === 'ignore-range' ? undefined : rangeOf(request, { etag, content });
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const body = content.subarray(range?.first ?? 0, (range?.last ?? content.length - 1) + 1);
  response.writeHead(range === undefined ? 200 : 206, {
    etag,
    'accept-ranges': 'bytes',
    'content-length': String(body.length),
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${content.length}` }),
    ...extra,
  });
  if (request.method === 'HEAD') response.end();
  else sendBody(response, body, behaviour);
}

function sendBody(response: ServerResponse, body: Uint8Array, behaviour: FileBehaviour | undefined): void {
  if (behaviour?.type === 'cut') response.write(body.subarray(0, behaviour.after), () => response.destroy());
  else if (behaviour?.type === 'stall') response.write(body.subarray(0, behaviour.after));
  else response.end(body);
}

interface Ranged {
  readonly etag: string;
  readonly content: Uint8Array;
}

function rangeOf(
  { headers }: FileRequest,
  { etag, content }: Ranged,
): { readonly first: number; readonly last: number } | 'unsatisfiable' | undefined {
  const condition = headers['if-range'];
  const match = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
  if (match === null || (condition !== undefined && condition !== etag)) return undefined;
  const first = Number(match[1]);
  const last = Math.min(match[2] === '' ? Number.POSITIVE_INFINITY : Number(match[2]), content.length - 1);
  return first > last ? 'unsatisfiable' : { first, last };
}
