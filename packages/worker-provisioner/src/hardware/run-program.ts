import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { CodedError } from '@rbee-internal/coded-error';
import type { ProgramOutput, RunLimits, RunProgram } from './options.js';

/**
 * What the vendors' tools get of the environment, whatever the case of the name: Windows writes `Path`. What
 * hides devices from them is left out.
 */
const PASSED_VARIABLES = new Set([
  'HOME',
  'LD_LIBRARY_PATH',
  'PATH',
  'PATHEXT',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'VK_DRIVER_FILES',
  'VK_ICD_FILENAMES',
  'XDG_CONFIG_DIRS',
  'XDG_DATA_DIRS',
]);

/** Starts programs without a shell, away from the caller's folder, and kills them with all they started. */
export function createRunProgram(env: Readonly<Record<string, string | undefined>>): RunProgram {
  const childEnv = { ...passed(env), LC_ALL: 'C', LANG: 'C' };
  return (program, args, limits) =>
    new Promise((resolve, reject) => {
      limits.signal?.throwIfAborted();
      const child = spawn(program, [...args], {
        // Windows looks for programs in the working directory first.
        cwd: path.dirname(process.execPath),
        env: childEnv,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      collect(child, limits).then(resolve, reject);
    });
}

class RunError extends CodedError<'TOO_LARGE' | 'TIMEOUT'> {
  override readonly name = 'RunError';
}

function collect(child: ChildProcess, limits: RunLimits): Promise<ProgramOutput> {
  return new Promise((resolve, reject) => {
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let failure: unknown;
    let left = limits.maxBytes;

    const stop = (reason: unknown) => {
      failure ??= reason;
      killTree(child);
      // Whoever inherited the pipes must not keep us waiting.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const onAbort = () => stop(limits.signal?.reason);
    const timer = setTimeout(
      () => stop(new RunError({ code: 'TIMEOUT', message: `No end after ${limits.timeout} ms.` })),
      limits.timeout,
    );
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk: Buffer) => {
        left -= chunk.length;
        if (left >= 0) output[name].push(chunk);
        else stop(new RunError({ code: 'TOO_LARGE', message: `More than ${limits.maxBytes} bytes.` }));
      });
    }
    const settle = (exitCode: number | null, error: unknown) => {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
      if (error !== undefined) reject(error);
      else resolve({ exitCode, stdout: text(output.stdout), stderr: text(output.stderr) });
    };
    limits.signal?.addEventListener('abort', onAbort, { once: true });
    child.once('error', (error) => settle(null, failure ?? error));
    child.once('close', (exitCode) => settle(exitCode, failure));
  });
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone: it ended by itself meanwhile.
  }
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

function passed(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && PASSED_VARIABLES.has(name.toUpperCase()) ? [[name, value]] : [],
    ),
  );
}
