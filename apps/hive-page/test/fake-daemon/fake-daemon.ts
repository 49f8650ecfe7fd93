import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ApiError, LogLine, Operation, WorkerProcess } from 'rbee-hive-daemon/api';
import { type FakeJob, newFakeJob } from './fake-job.js';

const DIST = path.resolve(import.meta.dirname, '../../dist');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The real daemon's. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What is read by `GET`, by its path under `/v1`; a function is asked each time. */
export type Resources = Record<string, unknown | (() => unknown)>;

export interface FakeDaemon {
  readonly url: string;
  /** As `rbee-hive serve` prints it: with the token of now. */
  readonly link: string;
  readonly resources: Resources;
  readonly jobs: Map<string, FakeJob>;
  readonly processes: Map<string, { process: WorkerProcess; log: LogLine[] }>;
  /** Operations that were posted. */
  readonly posted: Operation[];
  /** Required from now on. */
  token: string;
  /** What a worker answers in place of repeating what it was asked. @default it repeats it */
  onChat: (response: ServerResponse) => boolean;
  /** What a posted operation does. @default nothing: the job waits */
  onPost: (job: FakeJob) => void;
  /** Adds a job with its first event. */
  addJob(operation: Operation, id?: string): FakeJob;
  /** Cuts every connection that is open. */
  cut(): void;
  /** Refuses every connection until it is called again with false. */
  goAway(isAway: boolean): void;
  stop(): Promise<void>;
}

/** A daemon that does nothing but what a test makes it do, with the real one's contract and headers. */
export async function startFakeDaemon(resources: Resources): Promise<FakeDaemon> {
  let isAway = false;
  const server = http.createServer((request, response) => {
    if (isAway) request.socket.destroy();
    else answer(daemon, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const daemon: FakeDaemon = {
    url,
    get link() {
      return `${url}/#token=${daemon.token}`;
    },
    ...{ resources, jobs: new Map(), processes: new Map(), posted: [], token: 'token-of-the-fake-hive' },
    onPost: () => undefined,
    onChat: () => false,
    addJob(operation, id = `job${daemon.jobs.size + 1}`) {
      const job = newFakeJob(id, operation);
      daemon.jobs.set(id, job);
      return job;
    },
    cut: () => server.closeAllConnections(),
    goAway(away) {
      isAway = away;
      if (away) server.closeAllConnections();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return daemon;
}

async function answer(daemon: FakeDaemon, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  const { pathname, searchParams } = new URL(request.url ?? '/', daemon.url);
  if (!pathname.startsWith('/v1/')) return sendPage(pathname, response);
  if (request.headers.authorization !== `Bearer ${daemon.token}`)
    return sendError(response, 401, { code: 'UNAUTHORIZED', message: 'A token is needed.' });
  const [, , kind, id = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  if (kind === 'jobs') return answerJob(daemon, { request, response, id, rest, searchParams });
  if (kind === 'gateway') return answerInference(daemon, { request, response, id, rest, searchParams });
  if (kind === 'processes') return answerProcess(daemon, { request, response, id, rest, searchParams });
  const found = daemon.resources[pathname.slice('/v1'.length)];
  const value = typeof found === 'function' ? found() : found;
  if (value === undefined)
    return sendError(response, 404, { code: 'NOT_FOUND', message: 'There is nothing here.' });
  return sendJson(response, 200, value);
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  readonly rest: readonly string[];
  readonly searchParams: URLSearchParams;
}

async function answerJob(
  daemon: FakeDaemon,
  { request, response, id, rest, searchParams }: Call,
): Promise<void> {
  if (id === '' && request.method === 'POST') {
    const operation = JSON.parse(await readBody(request)) as Operation;
    daemon.posted.push(operation);
    const job = daemon.addJob(operation);
    sendJson(response, 201, job.job);
    daemon.onPost(job);
    return;
  }
  if (id === '' && request.method === 'DELETE') {
    const removed = [...daemon.jobs].flatMap(([name, { job }]) => (job.endedAt === undefined ? [] : [name]));
    for (const name of removed) daemon.jobs.delete(name);
    return sendJson(response, 200, { removed });
  }
  if (id === '') {
    const state = searchParams.get('state');
    const jobs = [...daemon.jobs.values()].map(({ job }) => job).reverse();
    sendJson(response, 200, { jobs: jobs.filter((job) => state === null || job.state === state) });
    return;
  }
  const job = daemon.jobs.get(id);
  if (job === undefined)
    return sendError(response, 404, { code: 'NOT_FOUND', message: 'There is no such job.' });
  if (request.method === 'DELETE') job.end({ state: 'cancelled' });
  if (rest[0] === 'stream') return job.stream(Number(request.headers['last-event-id'] ?? 0), response);
  sendJson(response, 200, job.job);
}

async function answerProcess(daemon: FakeDaemon, { request, response, id, rest }: Call): Promise<void> {
  if (id === '') {
    sendJson(response, 200, { processes: [...daemon.processes.values()].map(({ process }) => process) });
    return;
  }
  const found = daemon.processes.get(id);
  if (found === undefined)
    return sendError(response, 404, { code: 'NOT_FOUND', message: 'There is no such process.' });
  if (rest[0] === 'http')
    return answerInference(daemon, { request, response, id, rest, searchParams: new URLSearchParams() });
  if (rest[0] !== 'logs') return sendJson(response, 200, found.process);
  const after = Number(request.headers['last-event-id'] ?? 0);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const line of found.log.filter(({ seq }) => seq > after)) {
    response.write(`id: ${line.seq}\nevent: log\ndata: ${JSON.stringify(line)}\n\n`);
  }
  if (found.process.endedAt !== undefined) response.end();
  else response.write(': hello\n\n');
}

/** The smallest picture. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** What a worker does, asked itself or through the gateway. */
async function answerInference(daemon: FakeDaemon, { request, response, rest }: Call): Promise<void> {
  const body = await readBody(request);
  if (daemon.onChat(response)) return;
  if (rest.includes('transcriptions')) return sendJson(response, 200, { text: ' Bees hum. ' });
  if (rest.includes('images')) return sendJson(response, 200, { data: [{ b64_json: PIXEL }] });
  sendChat(body, response);
}

/** Repeats what was asked, a word at a time. */
function sendChat(body: string, response: ServerResponse): void {
  const { messages } = JSON.parse(body) as { messages: { content: string }[] };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of messages.at(-1)?.content.split(/(?<= )/) ?? []) {
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}

function sendPage(pathname: string, response: ServerResponse): void {
  const name = pathname === '/' ? '/index.html' : path.posix.normalize(pathname);
  response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
  try {
    response.end(readFileSync(path.join(DIST, name)));
  } catch {
    // Whatever cannot be read is not there.
    response.writeHead(404).end();
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number, error: ApiError): void {
  sendJson(response, status, { error });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}
