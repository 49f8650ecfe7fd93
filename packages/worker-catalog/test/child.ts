import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { ProvisionEvent } from '../src/index.js';

/** The program that a child runs: it installs one worker and prints what came of it. */
const SCRIPT = `
import { WorkerCatalog } from '@rbee/worker-catalog';
const { root, registry, id, options, killAt } = JSON.parse(process.env.JOB);
const events = [];
const onEvent = (event) => {
  events.push(event);
  if (events.length === killAt) process.kill(process.pid, 'SIGKILL');
};
const catalog = await WorkerCatalog.open({ root, registry });
try {
  const worker = await catalog.provisionAndAdd(id, { jobId: String(process.pid), onEvent, ...options });
  console.log(JSON.stringify({ path: worker.path, events }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message, events }));
}
`;

export interface ChildJob {
  readonly root: string;
  readonly registry: string;
  readonly id: string;
  readonly options?: Record<string, unknown>;
  /** Number of the event, from 1, at which the process kills itself with SIGKILL. */
  readonly killAt?: number;
}

export interface ChildOutcome {
  readonly signal: NodeJS.Signals | null;
  readonly path?: string;
  readonly code?: string;
  readonly events: readonly ProvisionEvent[];
}

/** Starts a process of its own that installs a worker with the built package. */
export function startInstall(job: ChildJob): { child: ChildProcess; outcome: Promise<ChildOutcome> } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    cwd: path.resolve(import.meta.dirname, '..'),
    env: { PATH: process.env.PATH, HOME: job.root, JOB: JSON.stringify(job) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const outcome = new Promise<ChildOutcome>((resolve) => {
    child.on('close', (_code, signal) =>
      resolve({ signal, events: [], ...(output === '' ? {} : JSON.parse(output)) }),
    );
  });
  return { child, outcome };
}
