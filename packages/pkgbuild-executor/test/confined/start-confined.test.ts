import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type ConfinedProcess, type StartConfinedOptions, startConfined } from '../../src/index.js';
import { describeEachGuard } from '../guards.js';

/** A worker: a server that tells its health, reports to a queen, and prints. */
const WORKER = `
const http = require('node:http');
const [port, queen] = process.argv.slice(2).map(Number);
console.log('starting', process.env.OWN, process.env.NODE_CHANNEL_FD, require('node:fs').readdirSync('/proc/self/fd').map(Number).filter((fd) => { try { return require('node:fs').readlinkSync('/proc/self/fd/' + fd).startsWith('socket:') && fd > 2; } catch { return false; } }).length);
http.createServer((request, answer) => {
  if (request.url === '/big') return answer.end('x'.repeat(100_000));
  if (request.url === '/hang') return;
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => answer.writeHead(request.url === '/health' ? 200 : 201, { 'x-own': request.headers['x-asked'] ?? '' }).end(request.method + ' ' + body));
}).listen(port, '127.0.0.1', () => {
  if (!queen) return console.log('up');
  const asked = http.request({ port: queen, host: '127.0.0.1', method: 'POST', path: '/heartbeat' }, (answer) => { answer.resume(); console.log('queen', answer.statusCode); });
  asked.on('error', (error) => console.log('queen', error.code));
  asked.end('{}');
});
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startWorker(changes: Partial<StartConfinedOptions> = {}) {
  const workDir = await useTempDir();
  const program = path.join(await useTempDir(), 'worker.cjs');
  await writeFile(program, WORKER);
  const port = await freePort();
  const { answeringPort } = changes;
  const worker = await startConfined({
    command: [process.execPath, program, String(port), String(answeringPort ?? '')],
    workDir,
    readable: [path.dirname(program), process.execPath],
    env: { PATH: process.env.PATH, OWN: 'mine' },
    port,
    limits: { graceMilliseconds: 200 },
    ...changes,
  });
  onTestFinished(async () => void (await worker.end()));
  return { worker, port, program };
}

async function healthy(worker: ConfinedProcess): Promise<void> {
  await vi.waitFor(async () => expect((await worker.request('/health')).status).toBe(200), {
    timeout: 10_000,
  });
}

describeEachGuard('startConfined (sandbox: %s)', (sandbox) => {
  it('asks the program where it is, and ends it', async () => {
    const { worker, program } = await startWorker({ sandbox });
    await healthy(worker);
    const answer = await worker.request('/generate', {
      method: 'POST',
      headers: { 'x-asked': 'yes' },
      body: 'prompt',
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-own': 'yes' } });
    expect(answer.body.toString()).toBe('POST prompt');
    expect(worker.output()).toBe('starting mine undefined 0\nup\n');
    expect(await worker.end()).toEqual({ type: 'ended' });
    expect(await worker.ended).toEqual({ type: 'ended' });
    expect(processesMentioning(program)).toEqual([]);
    await expect(worker.request('/health')).rejects.toThrow();
  });

  it('serves the address that the program reports to', async () => {
    const { worker } = await startWorker({ sandbox, answeringPort: await freePort() });
    await vi.waitFor(() => expect(worker.output()).toContain('queen 200'), { timeout: 10_000 });
  });

  it('rejects with the system’s error while nothing listens, and keeps what a program that ended printed', async () => {
    const { worker } = await startWorker({
      sandbox,
      command: ['bash', '-c', 'echo no model >&2; sleep 0.5; exit 4'],
    });
    expect(await rejectionOf(worker.request('/health'))).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await worker.ended).toEqual({ type: 'exit', code: 4 });
    expect(worker.output()).toBe('no model\n');
    expect(await worker.end()).toEqual({ type: 'exit', code: 4 });
  });

  it('limits how long and how large a response may be, and obeys a signal', async () => {
    const { worker } = await startWorker({ sandbox });
    await healthy(worker);
    expect(await rejectionOf(worker.request('/hang', { timeoutMilliseconds: 100 }))).toMatchObject({
      name: 'TimeoutError',
    });
    expect(await rejectionOf(worker.request('/big', { maxBytes: 10 }))).toMatchObject({
      message: 'The response is larger than 10 bytes',
    });
    expect(await rejectionOf(worker.request('/hang', { signal: AbortSignal.abort('enough') }))).toBe(
      'enough',
    );
    expect((await worker.request('/big')).body.length).toBe(100_000);
  });

  it('is ended with all it started by its signal and by its time', async () => {
    const seconds = `${randomInt(100_000, 999_999)}`;
    const controller = new AbortController();
    const command = [
      'bash',
      '-c',
      `trap "" TERM; ( setsid sleep ${seconds} & ); sleep ${seconds}; sleep ${seconds}`,
    ] as const;
    const cancelled = await startWorker({ sandbox, command: [...command], signal: controller.signal });
    await vi.waitFor(() => expect(processesMentioning(seconds).length).toBeGreaterThan(1));
    controller.abort();
    expect(await cancelled.worker.ended).toEqual({ type: 'ended' });
    const late = await startWorker({
      sandbox,
      command: [...command],
      limits: { milliseconds: 300, graceMilliseconds: 50 },
    });
    expect(await late.worker.ended).toEqual({ type: 'timeout' });
    expect(processesMentioning(seconds)).toEqual([]);
  });
});
