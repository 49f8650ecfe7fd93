import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkerProcess } from '../../src/api.js';
import { recipe } from '../recipes.js';
import { type TestDaemon, type TestDaemonOptions, useDaemon } from '../support.js';

const PROGRAM = path.resolve(import.meta.dirname, 'worker-program.mjs');

/** A worker that does what a worker has to, and some of what it should not. */
export const serverRecipe = {
  pkgbuild: recipe(
    'server',
    `case "$*" in *--descriptors*) ls -l /proc/$$/fd ;; esac
exec '${process.execPath}' '${PROGRAM}' "$@"`,
  ),
};

/** A daemon with one worker that runs. */
export async function useSpawned(
  operation: Record<string, unknown>,
  options: TestDaemonOptions = {},
): Promise<TestDaemon & { readonly process: WorkerProcess }> {
  const daemon = await useDaemon({ workers: { server: serverRecipe }, ...options });
  await daemon.run({ operation: 'worker_install', worker: 'server' });
  const job = await daemon.run({ operation: 'worker_spawn', worker: 'server', ...operation });
  if (job.result === undefined || !('process' in job.result)) throw new Error(JSON.stringify(job.error));
  return { ...daemon, process: job.result.process };
}

/** Whether a process runs; one that has ended and that no one waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
