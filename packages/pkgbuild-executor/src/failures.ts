import { showForeign } from '@rbee-internal/redact-url';
import { ExecuteError, type ExecuteErrorInit } from './errors.js';
import type { FailedCommand, Outcome } from './outcome.js';
import type { Phase } from './types.js';

const SEE_LINES = 'Its last lines of output are in lastLines.';

/** The call of a function that an error is about. */
export interface FailedCall {
  readonly phase: Phase;
  readonly functionName: string;
  readonly pkgbuildPath: string;
  readonly lastLines: readonly string[];
  readonly failedCommand: FailedCommand | undefined;
}

/** The error for the outcome of calling a function, or `undefined` when it succeeded. */
export function functionFailure(outcome: Outcome, call: FailedCall): ExecuteError | undefined {
  const { functionName, phase, lastLines } = call;
  if (outcome.type === 'killed') return killedError(outcome.signal, { phase, lastLines });
  if (outcome.type === 'exit') return failedError(outcome.code, exitedMessage(outcome.code, call), call);
  const { status } = outcome.reply;
  if (status === 0) return undefined;
  if (status !== 'missing') return failedError(status, failedMessage(status, call), call);
  return new ExecuteError({
    code: 'SOURCE_FAILED',
    message: `The PKGBUILD defines no function ${functionName}()`,
    lastLines,
  });
}

function failedError(exitCode: number, message: string, { phase, lastLines }: FailedCall): ExecuteError {
  return new ExecuteError({ code: 'FUNCTION_FAILED', message, hint: SEE_LINES, phase, exitCode, lastLines });
}

/** Without a failed command bash did not end by an error but because the function told it to. */
function exitedMessage(exitCode: number, call: FailedCall): string {
  if (call.failedCommand !== undefined) return failedMessage(exitCode, call);
  return `${call.functionName}() called exit ${exitCode}, or exec: nothing after it ran`;
}

function failedMessage(exitCode: number, call: FailedCall): string {
  return `${call.functionName}() failed with exit code ${exitCode}${placeOf(call)}`;
}

function placeOf({ failedCommand, pkgbuildPath }: FailedCall): string {
  if (failedCommand?.file !== pkgbuildPath || !/^\d{1,9}$/.test(failedCommand.line)) return '';
  return ` (PKGBUILD line ${failedCommand.line}: \`${showForeign(failedCommand.command)}\`)`;
}

/** The error for the outcome of sourcing the file, or `undefined` when it succeeded. */
export function sourceFailure(outcome: Outcome, lastLines: readonly string[]): ExecuteError | undefined {
  if (outcome.type === 'killed') return killedError(outcome.signal, { lastLines });
  if (outcome.type === 'reply' && outcome.reply.status === 0) return undefined;
  const ended = outcome.type === 'exit';
  const exitCode = ended ? outcome.code : Number(outcome.reply.status);
  return new ExecuteError({
    code: 'SOURCE_FAILED',
    message: ended
      ? `The PKGBUILD ended bash with exit code ${exitCode} while it was sourced`
      : `Sourcing the PKGBUILD ended with status ${exitCode}`,
    hint: ended
      ? SEE_LINES
      : 'Its last command must succeed: a final `[[ … ]] && …` whose test is false does not.',
    exitCode,
    lastLines,
  });
}

/** The error for how bash itself ended after its last function, or `undefined` when all was well. */
export function endFailure(
  outcome: Outcome,
  about: { readonly phase: Phase; readonly lastLines: readonly string[] },
): ExecuteError | undefined {
  if (outcome.type === 'killed') return killedError(outcome.signal, about);
  if (outcome.type === 'reply' || outcome.code === 0) return undefined;
  return new ExecuteError({
    code: 'FUNCTION_FAILED',
    message: `bash ended with exit code ${outcome.code} after the last function, by an EXIT trap of the PKGBUILD`,
    hint: SEE_LINES,
    exitCode: outcome.code,
    ...about,
  });
}

type About = Pick<ExecuteErrorInit, 'phase' | 'lastLines'>;

function killedError(signal: NodeJS.Signals, about: About): ExecuteError {
  const where = about.phase === undefined ? 'while the PKGBUILD was sourced' : `in phase ${about.phase}`;
  return new ExecuteError({
    code: 'KILLED',
    message: `bash was ended by ${signal} ${where}`,
    hint: signal === 'SIGKILL' ? 'The machine may have run out of memory.' : undefined,
    ...about,
  });
}

/** The error for bytes on the control pipe that the driver did not write. */
export function forgeryError(about: About): ExecuteError {
  return new ExecuteError({
    code: 'FUNCTION_FAILED',
    message: 'The recipe wrote to the pipe by which bash reports, so nothing it reports can be trusted',
    ...about,
  });
}

/** The error for a phase that takes too long. */
export function timeLimitError(milliseconds: number, about: About): ExecuteError {
  return new ExecuteError({
    code: 'LIMIT',
    message: `Phase ${about.phase} took longer than ${milliseconds} milliseconds`,
    hint: 'Raise limits.phaseMilliseconds if the build needs more time.',
    ...about,
  });
}

/** The error for too much output. */
export function outputLimitError(bytes: number, about: About): ExecuteError {
  return new ExecuteError({
    code: 'LIMIT',
    message: `The recipe printed more than ${bytes} bytes`,
    hint: 'Raise limits.outputBytes if the build prints that much.',
    ...about,
  });
}
