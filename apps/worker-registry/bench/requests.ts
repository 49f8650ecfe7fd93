/**
 * Requests a second for `GET /workers` from the `serve` process with its default settings, but without a rate limit,
 * over loopback. Run it after a build, on a quiet machine: `npx tsx bench/requests.ts [seconds] [connections]`.
 * The client and the server share the machine's processors.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

const [seconds = 10, connections = 16] = process.argv.slice(2).map(Number);
const program = path.resolve(import.meta.dirname, '../dist/cli.js');

/** The requests of clients that have nothing yet, that take gzip as all do, that have it already, and the health. */
const REQUESTS: Readonly<Record<string, (etag: string) => string>> = {
  'GET /workers': () => request('/workers'),
  'GET /workers, gzip': () => request('/workers', 'accept-encoding: gzip'),
  'GET /workers, If-None-Match': (etag) => request('/workers', `if-none-match: ${etag}`),
  'GET /workers/echo-worker-cpu': () => request('/workers/echo-worker-cpu'),
};

for (const flags of [[], ['--no-request-log']]) {
  const { url, stop } = await startServer(flags);
  const etag = (await fetch(`${url}/workers`, { headers: { 'accept-encoding': 'identity' } })).headers.get(
    'etag',
  );
  for (const [name, make] of Object.entries(REQUESTS)) {
    await measure(url, make(etag ?? ''), 500);
    const { count, ms, p99 } = await measure(url, make(etag ?? ''), seconds * 1000);
    const rate = Math.round(count / (ms / 1000));
    console.log(`${[name, ...flags].join(' ')}: ${rate} requests a second, 99 % within ${p99.toFixed(1)} ms`);
  }
  await stop();
}

function request(target: string, ...headers: string[]): string {
  return [`GET ${target} HTTP/1.1`, 'host: registry', ...headers, '', ''].join('\r\n');
}

async function startServer(flags: readonly string[]) {
  const args = [program, 'serve', '--port', '0', '--rate-limit', '0', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url: line.replace(/^.* at /, ''), stop };
}

interface Measured {
  readonly count: number;
  readonly ms: number;
  /** The time within which 99 of 100 were answered, in milliseconds. */
  readonly p99: number;
}

/** Asks over some connections, each the next time as soon as it was answered. */
async function measure(url: string, text: string, ms: number): Promise<Measured> {
  const times: number[] = [];
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, () => askUntil(start + ms, { url, text, times })));
  const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  return { count: times.length, ms: performance.now() - start, p99 };
}

async function askUntil(
  end: number,
  { url, text, times }: { readonly url: string; readonly text: string; readonly times: number[] },
): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  let sent = performance.now();
  let missing: number | undefined;
  socket.on('data', (chunk) => {
    missing = (missing ?? wholeLength(chunk)) - chunk.byteLength;
    if (missing > 0) return;
    missing = undefined;
    const now = performance.now();
    times.push(now - sent);
    sent = now;
    if (now < end) socket.write(text);
    else socket.end();
  });
  socket.write(text);
  await once(socket, 'close');
}

/** The length of an answer, whose head is in the first chunk; only 200 and 304 count. */
function wholeLength(chunk: Buffer): number {
  const head = chunk.toString('latin1', 0, chunk.indexOf('\r\n\r\n') + 4);
  const length = /^content-length: (\d+)/im.exec(head)?.[1] ?? '0';
  if (!/^HTTP\/1\.1 (?:200|304) /.test(head)) throw new Error(`Unexpected answer: ${head}`);
  return head.length + Number(length);
}
