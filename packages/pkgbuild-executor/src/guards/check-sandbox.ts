import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { tryGuard } from './choose-guard.js';
import type { GuardName } from './guard-facts.js';
import type { SandboxProblem } from './sandbox-problem.js';

/** Options of `checkSandbox`. */
export interface CheckSandboxOptions {
  /** The environment on whose `PATH` the sandbox's program is looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Whether this machine has a sandbox that works. */
export interface SandboxReport {
  /** The sandbox that builds would run in. */
  readonly guard: GuardName;
  /** Why there is none. */
  readonly problem?: SandboxProblem;
}

/**
 * Tries this machine's sandbox with a command that does nothing.
 *
 * @throws the signal's reason when it was aborted
 * @example
 * ```ts
 * const { guard, problem } = await checkSandbox({ env: process.env });
 * if (problem !== undefined) console.error(problem.message, problem.remedy);
 * ```
 */
export async function checkSandbox({ env, signal }: CheckSandboxOptions): Promise<SandboxReport> {
  signal?.throwIfAborted();
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'rbee-sandbox-'));
  try {
    const found = await tryGuard(
      { env, signal },
      { workingFolder: '/', readable: [], writable: [], aliases: [], temporary },
    );
    return 'cause' in found ? { guard: 'none', problem: found } : { guard: found.name };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
