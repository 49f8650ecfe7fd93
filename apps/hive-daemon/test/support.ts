import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { useTempDir } from '@rbee-internal/test-kit';
import { onTestFinished } from 'vitest';
import type { Job, JobEvent } from '../src/api.js';
import { type DaemonOptions, type LogEntry, type RunningDaemon, startDaemon } from '../src/index.js';
import { registryOf, type TestWorker } from './recipes.js';

/** The token of every daemon here, but where a test names another. */
export const TEST_TOKEN = 'the-token-of-the-tests';

/** What a request needs. */
export const AUTHORIZATION = { authorization: `Bearer ${TEST_TOKEN}` };

export interface TestDaemon {
  readonly daemon: RunningDaemon;
  readonly url: string;
  readonly catalog: WorkerCatalog;
  readonly stateDir: string;
  readonly logged: LogEntry[];
  /** A request with JSON in and out. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }>;
  /** Posts an operation that has to be taken. */
  post(operation: Record<string, unknown>): Promise<Job>;
  /** All events of a job, to its end. */
  events(id: string): Promise<JobEvent[]>;
  /** Posts an operation and waits for its end. */
  run(operation: Record<string, unknown>): Promise<Job>;
}

export interface TestDaemonOptions extends Partial<DaemonOptions> {
  readonly workers?: Record<string, TestWorker>;
}

/** A daemon on a free port that ends with the test. */
export async function useDaemon({ workers = {}, ...options }: TestDaemonOptions = {}): Promise<TestDaemon> {
  const folder = await useTempDir();
  const catalog =
    options.catalog ??
    (await WorkerCatalog.open({ root: path.join(folder, 'workers'), registry: registryOf(workers) }));
  const stateDir = options.stateDir ?? path.join(folder, 'state');
  await mkdir(folder, { recursive: true });
  const logged: LogEntry[] = [];
  const daemon = await startDaemon({
    catalog,
    registry: 'embedded',
    version: '1.2.3',
    port: 0,
    token: TEST_TOKEN,
    env: { PATH: process.env.PATH },
    onLog: (entry) => logged.push(entry),
    ...options,
    stateDir,
  });
  onTestFinished(() => daemon.stop());
  return { daemon, url: daemon.url, catalog, stateDir, logged, ...clientOf(daemon.url, daemon.token) };
}

export function clientOf(
  url: string,
  token: string = TEST_TOKEN,
): Pick<TestDaemon, 'call' | 'post' | 'events' | 'run'> {
  const authorization = { authorization: `Bearer ${token}` };
  async function call<T>(method: string, path: string, body?: unknown) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }
  async function post(operation: Record<string, unknown>): Promise<Job> {
    const { status, body } = await call<Job>('POST', '/v1/jobs', operation);
    if (status !== 201) throw new Error(`The job was refused: ${JSON.stringify(body)}`);
    return body;
  }
  async function events(id: string): Promise<JobEvent[]> {
    const response = await fetch(`${url}/v1/jobs/${id}/stream`, { headers: authorization });
    return parseEvents(await response.text()).map(({ data }) => JSON.parse(data));
  }
  async function run(operation: Record<string, unknown>): Promise<Job> {
    const { id } = await post(operation);
    await events(id);
    return (await call<Job>('GET', `/v1/jobs/${id}`)).body;
  }
  return { call, post, events, run };
}

export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** The whole events of a text of server-sent events. */
export function parseEvents(text: string): ServerSentEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .filter((block) => !block.startsWith(':'))
    .map((block) => {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      return { id: fields.id ?? '', event: fields.event ?? '', data: fields.data ?? '' };
    });
}

/** Waits until something holds; fails the test with what is said when it does not for long. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It never came that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
