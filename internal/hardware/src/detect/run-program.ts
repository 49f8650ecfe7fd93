import path from 'node:path';
import { CodedError } from '@rbee-internal/coded-error';
import { type ProgramEnd, runProgram } from '@rbee-internal/system/process';
import type { RunLimits, RunProgram } from './machine-access.js';

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

/** They only read: one that does not end when it is told to loses nothing when it is killed soon. */
const GRACE_MILLISECONDS = 100;

/** Starts programs without a shell, away from the caller's folder, and ends them with all they started. */
export function createRunProgram(env: Readonly<Record<string, string | undefined>>): RunProgram {
  const childEnv = { ...passed(env), LC_ALL: 'C', LANG: 'C' };
  return async (program, args, limits) => {
    const { end, stdout, stderr } = await runProgram(program, args, {
      // Windows looks for programs in the working directory first.
      cwd: path.dirname(process.execPath),
      env: childEnv,
      signal: limits.signal,
      timeoutMilliseconds: limits.timeout,
      maxOutputBytes: limits.maxBytes,
      graceMilliseconds: GRACE_MILLISECONDS,
    });
    return {
      exitCode: exitCodeOf(end, limits),
      stdout: stdout.toString('utf8'),
      stderr: stderr.toString('utf8'),
    };
  };
}

class RunError extends CodedError<'TOO_LARGE' | 'TIMEOUT'> {
  override readonly name = 'RunError';
}

function exitCodeOf(end: ProgramEnd, { timeout, maxBytes }: RunLimits): number | null {
  switch (end.type) {
    case 'exit':
      return end.code;
    case 'signal':
      return null;
    case 'error':
      throw end.error;
    case 'timeout':
    case 'stall':
      throw new RunError({ code: 'TIMEOUT', message: `No end after ${timeout} ms.` });
    case 'too-much-output':
      throw new RunError({ code: 'TOO_LARGE', message: `More than ${maxBytes} bytes.` });
    default:
      return end satisfies never;
  }
}

function passed(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && PASSED_VARIABLES.has(name.toUpperCase()) ? [[name, value]] : [],
    ),
  );
}
