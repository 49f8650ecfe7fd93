import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSoakClient, type SoakClient } from './client.js';
import type { SoakedDaemon, SoakedMemory } from './daemon.js';
import { straysOf } from './strays.js';

export interface SoakOptions {
  readonly seconds: number;
  readonly workers: number;
  readonly installs: number;
}

export interface SoakFigures {
  readonly stops: number;
  /** By how much the slowest stop passed its time of grace. */
  readonly slowestStopMilliseconds: number;
  readonly restarts: number;
  readonly installed: number;
  readonly cancelled: number;
  readonly slowestCancelMilliseconds: number;
  readonly earlyMemoryBytes: number;
  readonly lateMemoryBytes: number;
  readonly stateBytes: number;
  readonly endMilliseconds: number;
  /** What was promised and not kept. */
  readonly violations: readonly string[];
}

const MODES = ['fork', 'flood', 'hang', 'stubborn', 'exit', 'setsid', 'line', 'sparse', 'crash', 'quiet'];
const GRACE_SECONDS = 1;
const BEYOND_GRACE_MILLISECONDS = 1_000;
const CANCEL_MILLISECONDS = 1_000;
const END_MILLISECONDS = 5_000;
/** Beside the readings' scatter. */
const GROWTH_BYTES = 48 * 1024 ** 2;

/** Lets workers misbehave under a daemon while others are installed and cancelled, and measures what it promises. */
export async function runSoak({ seconds, workers, installs }: SoakOptions): Promise<SoakFigures> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-soak-'));
  const mark = `soak-${randomUUID()}`;
  const child = fork(path.join(import.meta.dirname, 'daemon.ts'), [folder, String(installs), mark], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  });
  try {
    const [daemon] = (await once(child, 'message')) as [SoakedDaemon];
    const memory: number[] = [];
    child.on('message', ({ rss }: SoakedMemory) => memory.push(rss));
    const soaked = await soak(createSoakClient(daemon), { seconds, workers, installs });
    const stateBytes = await diskBytes(path.join(folder, 'state'));
    const endMilliseconds = await endBySignal(child);
    const quarter = Math.ceil(memory.length / 4);
    const figures = {
      ...soaked,
      earlyMemoryBytes: mean(memory.slice(quarter, quarter * 2)),
      lateMemoryBytes: mean(memory.slice(-quarter)),
      stateBytes,
      endMilliseconds,
    };
    return { ...figures, violations: violationsOf(figures, straysOf([mark, folder])) };
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

interface Tally {
  stops: number;
  slowestStopMilliseconds: number;
  restarts: number;
  installed: number;
  cancelled: number;
  slowestCancelMilliseconds: number;
  failures: string[];
}

async function soak(client: SoakClient, { seconds, workers, installs }: SoakOptions): Promise<Tally> {
  const tally: Tally = {
    ...{ stops: 0, slowestStopMilliseconds: 0, restarts: 0, installed: 0, cancelled: 0 },
    ...{ slowestCancelMilliseconds: 0, failures: [] },
  };
  const { id } = await client.post({ operation: 'worker_install', worker: 'soaked' });
  const { error } = await client.ended(id);
  if (error !== undefined) throw new Error(`The worker could not be installed: ${error.message}`);
  const end = performance.now() + seconds * 1_000;
  await Promise.all([
    ...Array.from({ length: workers }, (_, index) =>
      keepRunning(client, { mode: modeOf(index), end, tally }),
    ),
    install(client, { installs, end, tally }),
  ]);
  const processes = await client.processes();
  tally.restarts = processes.reduce((sum, { restarts }) => sum + restarts, 0);
  return tally;
}

interface Running {
  readonly mode: string;
  readonly end: number;
  readonly tally: Tally;
}

/** Starts a worker, lets it run for a while, stops it, and again; the last one is left to the daemon's end. */
async function keepRunning(client: SoakClient, { mode, end, tally }: Running): Promise<void> {
  while (performance.now() < end) {
    const args = ['--mode', mode];
    const { id } = await client.post({
      operation: 'worker_spawn',
      worker: 'soaked',
      args,
      restart: 'on-failure',
    });
    const { result, error } = await client.ended(id);
    if (result === undefined || !('process' in result)) {
      tally.failures.push(`a worker (${mode}) did not start: ${error?.message}`);
      return;
    }
    await sleep(Math.min(3_000 + Math.random() * 30_000, Math.max(0, end - performance.now())));
    if (performance.now() >= end) return;
    await stop(client, result.process.id, { mode, tally });
  }
}

async function stop(
  client: SoakClient,
  processId: string,
  { mode, tally }: Pick<Running, 'mode' | 'tally'>,
): Promise<void> {
  const { id } = await client.post({
    operation: 'worker_stop',
    process: processId,
    graceSeconds: GRACE_SECONDS,
  });
  const { startedAt = '', endedAt = '', error } = await client.ended(id);
  if (error !== undefined) tally.failures.push(`a worker (${mode}) did not stop: ${error.message}`);
  const took = Date.parse(endedAt) - Date.parse(startedAt);
  tally.stops += 1;
  tally.slowestStopMilliseconds = Math.max(tally.slowestStopMilliseconds, took - GRACE_SECONDS * 1_000);
}

/** Installs one after the other, and cancels every second one at some moment. */
async function install(
  client: SoakClient,
  { installs, end, tally }: { readonly installs: number; readonly end: number; readonly tally: Tally },
): Promise<void> {
  const pause = Math.max(0, (end - performance.now()) / installs - 1_000);
  for (let index = 0; index < installs; index += 1) {
    const { id } = await client.post({ operation: 'worker_install', worker: `installed-${index}` });
    if (index % 2 === 1) {
      await sleep(Math.random() * 800);
      const began = Date.now();
      await client.cancel(id);
      const { state, endedAt = '' } = await client.ended(id);
      if (state === 'cancelled') {
        tally.cancelled += 1;
        const took = Date.parse(endedAt) - began;
        tally.slowestCancelMilliseconds = Math.max(tally.slowestCancelMilliseconds, took);
      }
    } else {
      const { state, error } = await client.ended(id);
      if (state === 'succeeded') tally.installed += 1;
      else tally.failures.push(`an installation ${state}: ${error?.message}`);
    }
    await sleep(pause);
  }
}

async function endBySignal(child: ChildProcess): Promise<number> {
  const began = performance.now();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([exit, sleep(END_MILLISECONDS * 4, undefined, { ref: false })]);
  return Math.round(performance.now() - began);
}

function violationsOf(
  figures: Omit<SoakFigures, 'violations'> & Pick<Tally, 'failures'>,
  strays: readonly string[],
): string[] {
  const growth = figures.lateMemoryBytes - figures.earlyMemoryBytes;
  return [
    ...figures.failures,
    ...strays.map((stray) => `a process was left: ${stray}`),
    ...(figures.slowestStopMilliseconds > BEYOND_GRACE_MILLISECONDS
      ? [`a stop took ${figures.slowestStopMilliseconds} ms more than its grace`]
      : []),
    ...(figures.slowestCancelMilliseconds > CANCEL_MILLISECONDS
      ? [`a cancellation took ${figures.slowestCancelMilliseconds} ms`]
      : []),
    ...(growth > GROWTH_BYTES ? [`the memory grew by ${Math.round(growth / 1024 ** 2)} MiB`] : []),
    ...(figures.endMilliseconds > END_MILLISECONDS
      ? [`SIGTERM took ${figures.endMilliseconds} ms to end the daemon`]
      : []),
  ];
}

function modeOf(index: number): string {
  return MODES[index % MODES.length] ?? 'quiet';
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.round(values.reduce((sum, one) => sum + one, 0) / values.length);
}

/** Of a sparse file what is there. */
async function diskBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const stats = await stat(path.join(folder, name)).catch(() => undefined);
    if (stats?.isFile()) bytes += stats.blocks * 512;
  }
  return bytes;
}
