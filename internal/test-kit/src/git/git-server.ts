import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../servers/listen.js';

export interface GitServer {
  /** `http://127.0.0.1:PORT`; the repository `x` under the root is at `<url>/x`. */
  readonly url: string;
  /** Path and query of every request so far. */
  readonly requests: readonly string[];
  /** From now on every request is accepted and gets no response. */
  stall(): void;
  /** Resolves at the next request. */
  nextRequest(): Promise<void>;
}

/**
 * A git smart-HTTP server (`git http-backend`) on 127.0.0.1 over the repositories below `root`. It stops when
 * the current test is over.
 */
export async function startGitServer(root: string): Promise<GitServer> {
  const requests: string[] = [];
  const waiting: (() => void)[] = [];
  let stalled = false;
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    for (const resolve of waiting.splice(0)) resolve();
    if (!stalled) runBackend(root, { request, response });
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    requests,
    stall: () => {
      stalled = true;
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** One request through git's CGI program. */
function runBackend(root: string, { request, response }: Exchange): void {
  const [pathInfo = '', query = ''] = (request.url ?? '').split('?');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: pathInfo,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => request.unpipe());
  response.on('close', () => backend.kill());
  forwardCgiAnswer(backend.stdout, response);
}

function forwardCgiAnswer(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let headersSent = false;
  output.on('data', (chunk: Buffer) => {
    if (headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    headersSent = true;
    sendHeaders(head.subarray(0, end).toString('latin1'), response);
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => response.end());
}

function sendHeaders(text: string, response: ServerResponse): void {
  for (const line of text.split('\r\n')) {
    const [name = '', ...rest] = line.split(': ');
    const value = rest.join(': ');
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}
