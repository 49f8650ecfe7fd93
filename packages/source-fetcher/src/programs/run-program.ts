import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import {
  type ProgramEnd,
  runProgram as runToEnd,
  streamProgram as streamToEnd,
} from '@rbee-internal/system/process';
import { SourceFetchError } from '../errors.js';

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly cwd?: string | undefined;
  readonly input?: string | Uint8Array | undefined;
  /** Called with what the program says on its standard error; what it throws ends the program. */
  readonly onStderr?: ((text: string) => void) | undefined;
  /** Milliseconds without any output before it is given up. @default never */
  readonly stallMilliseconds?: number | undefined;
  /** The most bytes of output that are collected. @default 64 MiB */
  readonly maxOutputBytes?: number | undefined;
}

/** What a program has to tidy up before it is made to end. */
const GRACE_MILLISECONDS = 100;

/**
 * Runs a program to its end and returns what it printed.
 * @throws SourceFetchError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `UNREACHABLE` when it stalls, `LIMIT`
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { onStderr, ...options }: RunOptions,
): Promise<Buffer> {
  const { end, stdout, stderr } = await runToEnd(program, args, {
    ...options,
    graceMilliseconds: GRACE_MILLISECONDS,
    onOutput: (chunk, stream) => {
      if (stream === 'stderr') onStderr?.(chunk.toString('utf8'));
    },
  });
  throwUnlessDone(program, end, { stderr: stderr.toString('utf8'), options });
  return stdout;
}

/**
 * What a program prints, as it comes. The program is ended when the loop is left.
 * @throws as {@link runProgram}
 */
export async function* streamProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): AsyncGenerator<Buffer, void> {
  const outcome = yield* streamToEnd(program, args, { ...options, graceMilliseconds: GRACE_MILLISECONDS });
  throwUnlessDone(program, outcome.end, { stderr: outcome.stderr, options });
}

interface Circumstances {
  readonly stderr: string;
  readonly options: Pick<RunOptions, 'stallMilliseconds'>;
}

function throwUnlessDone(program: string, end: ProgramEnd, { stderr, options }: Circumstances): void {
  switch (end.type) {
    case 'exit':
      if (end.code !== 0) throw failedError(program, `exit code ${end.code}`, stderr);
      return;
    case 'signal':
      throw failedError(program, `signal ${end.signal}`, stderr);
    case 'error':
      throw startError(program, end.error);
    case 'stall':
    case 'timeout':
      throw stallError(program, options.stallMilliseconds ?? 0);
    case 'too-much-output':
      throw new SourceFetchError({ code: 'LIMIT', message: `The program '${program}' printed too much.` });
    default:
      end satisfies never;
  }
}

function startError(program: string, cause: Error): SourceFetchError | Error {
  if (!isSystemError(cause, 'ENOENT', 'EACCES')) return cause;
  return new SourceFetchError({
    code: 'PROGRAM_MISSING',
    message: `The program '${program}' is needed, but it is not installed.`,
    hint: `Install ${program}, or pass an env whose PATH has it.`,
    cause,
  });
}

function failedError(program: string, how: string, stderr: string): SourceFetchError {
  const lines = stderr.trim().split(/[\r\n]+/);
  return new SourceFetchError({
    code: 'PROGRAM_FAILED',
    message: `The program '${program}' failed with ${how}: ${showForeign(lines.slice(-3).join(' '))}.`,
  });
}

function stallError(program: string, milliseconds: number): SourceFetchError {
  return new SourceFetchError({
    code: 'UNREACHABLE',
    message: `The program '${program}' said nothing for ${milliseconds} ms.`,
    hint: 'Try again, or raise limits.stallMilliseconds.',
    retryable: {},
  });
}
