import { constants } from 'node:os';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { ExecuteError } from './errors.js';
import type { LimitName } from './limits/execute-limits.js';
import { findNetworkAttempt, type NetworkAttempt } from './network/network-attempt.js';
import type { FailureFacts } from './phases/failure-facts.js';
import type { FailedCommand, Outcome } from './session/outcome.js';

/** Signals that end bash from outside, or by a fault of its own. */
const FATAL_SIGNALS = [
  'SIGKILL',
  'SIGTERM',
  'SIGSEGV',
  'SIGABRT',
  'SIGBUS',
  'SIGILL',
  'SIGHUP',
  'SIGXCPU',
] as const;

const SEE_LINES = 'Its last lines of output are in lastLines.';
const SEE_GUARD =
  'It ran in a sandbox: see the options network, readable and writable if it needs more than it may have.';

/** The call of a function that an error is about. */
export interface FailedCall {
  readonly facts: FailureFacts;
  readonly functionName: string;
  readonly pkgbuildPath: string;
  readonly failedCommand: FailedCommand | undefined;
}

/** The error for the outcome of calling a function, or `undefined` when it succeeded. */
export function functionFailure(outcome: Outcome, call: FailedCall): ExecuteError | undefined {
  const { functionName, facts } = call;
  const signal = endingSignal(outcome, call.failedCommand);
  if (signal !== undefined) return killedError(signal, facts);
  if (outcome.type === 'killed') return undefined;
  if (outcome.type === 'exit') return failedError(outcome.code, exitedMessage(outcome.code, call), call);
  const { status } = outcome.reply;
  if (status === 0) return undefined;
  if (status !== 'missing') return failedError(status, failedMessage(status, call), call);
  return new ExecuteError({
    code: 'SOURCE_FAILED',
    message: `The PKGBUILD defines no function ${functionName}()`,
    reason: 'exit',
    ...facts,
  });
}

/**
 * The signal that ended bash. A sandbox reports it as a shell does, by an exit code above 128; a code of that kind that
 * a command of the function ended with is no signal to bash.
 */
function endingSignal(
  outcome: Outcome,
  failedCommand: FailedCommand | undefined,
): NodeJS.Signals | undefined {
  if (outcome.type === 'killed') return outcome.signal;
  if (outcome.type !== 'exit' || outcome.code <= 128 || failedCommand !== undefined) return undefined;
  return signalOfExitCode(outcome.code);
}

/** The signal that a shell reports by an exit code above 128. */
export function signalOfExitCode(code: number): NodeJS.Signals | undefined {
  return FATAL_SIGNALS.find((signal) => constants.signals[signal] === code - 128);
}

function failedError(exitCode: number, message: string, call: FailedCall): ExecuteError {
  const { facts, failedCommand } = call;
  const attempt = networkAttemptOf(facts);
  const isGuarded = facts.report !== undefined && facts.report.guard !== 'none';
  return new ExecuteError({
    code: 'FUNCTION_FAILED',
    message,
    hint: [SEE_LINES, isGuarded ? SEE_GUARD : '', seeNetwork(attempt, facts)].filter(Boolean).join(' '),
    networkAttempt: attempt,
    reason: 'exit',
    exitCode,
    line: isInFile(call) ? Number(failedCommand?.line) : undefined,
    ...facts,
  });
}

function networkAttemptOf({
  phase,
  recentLines = [],
  refusedHosts = [],
}: FailureFacts): NetworkAttempt | undefined {
  return phase === undefined ? undefined : findNetworkAttempt(phase, recentLines, refusedHosts);
}

function seeNetwork(attempt: NetworkAttempt | undefined, { refusedHosts = [] }: FailureFacts): string {
  if (attempt === undefined) return '';
  const { phase, ecosystem, hosts } = attempt;
  const shown = hosts.map(showForeign).join(', ');
  const asked =
    refusedHosts.length > 0
      ? `It asked for servers that it may not reach: ${shown}.`
      : `It tried to reach the network${shown === '' ? '' : ` (${shown})`}, which ${phase}() may not use.`;
  return `${asked} Allow it by the option network: { allow: { ${phase}: ['${ecosystem ?? hosts[0] ?? 'public'}'] } }.`;
}

/** Without a failed command bash did not end by an error but because the function did. */
function exitedMessage(exitCode: number, call: FailedCall): string {
  if (call.failedCommand !== undefined) return failedMessage(exitCode, call);
  return `${call.functionName}() called exit ${exitCode}, or exec: nothing after it ran`;
}

function failedMessage(exitCode: number, call: FailedCall): string {
  return `${call.functionName}() failed with exit code ${exitCode}${placeOf(call)}`;
}

function placeOf(call: FailedCall): string {
  const { failedCommand } = call;
  if (failedCommand === undefined || !isInFile(call)) return '';
  return ` (PKGBUILD line ${failedCommand.line}: \`${showForeign(failedCommand.command)}\`)`;
}

function isInFile({ failedCommand, pkgbuildPath }: FailedCall): boolean {
  return failedCommand?.file === pkgbuildPath && /^\d{1,9}$/.test(failedCommand.line);
}

/** The error for the outcome of sourcing the file, or `undefined` when it succeeded. */
export function sourceFailure(outcome: Outcome, about: FailureFacts): ExecuteError | undefined {
  const facts = { ...about, phase: undefined };
  const signal = endingSignal(outcome, undefined);
  if (signal !== undefined) return killedError(signal, facts);
  if (outcome.type === 'killed' || (outcome.type === 'reply' && outcome.reply.status === 0)) return undefined;
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
    reason: 'exit',
    exitCode,
    ...facts,
  });
}

/** The error for how bash itself ended after its last function, or `undefined` when it succeeded. */
export function endFailure(outcome: Outcome, about: FailureFacts): ExecuteError | undefined {
  const signal = endingSignal(outcome, undefined);
  if (signal !== undefined) return killedError(signal, about);
  if (outcome.type !== 'exit' || outcome.code === 0) return undefined;
  return new ExecuteError({
    code: 'FUNCTION_FAILED',
    message: `bash ended with exit code ${outcome.code} after the last function, by an EXIT trap of the PKGBUILD`,
    hint: SEE_LINES,
    reason: 'exit',
    exitCode: outcome.code,
    ...about,
  });
}

function killedError(signal: NodeJS.Signals, about: FailureFacts): ExecuteError {
  const where = about.phase === undefined ? 'while the PKGBUILD was sourced' : `in phase ${about.phase}`;
  return new ExecuteError({
    code: 'KILLED',
    message: `bash was ended by ${signal} ${where}`,
    hint: signal === 'SIGKILL' ? 'The machine may have run out of memory.' : undefined,
    reason: 'signal',
    ...about,
  });
}

/** The error for a sandbox that our proxy cannot be reached from. */
export function noListenerError(cause: unknown): ExecuteError {
  return new ExecuteError({
    code: 'SANDBOX',
    message: `The sandbox has no way to the network: ${messageOf(cause)}`,
    hint: 'Node must be able to run in the sandbox: show what it needs by the option readable, or build without the network.',
    reason: 'sandbox',
    cause,
  });
}

/** The error for something else in the place of a folder or file of the build. */
export function replacedError(file: string, found: string): ExecuteError {
  return new ExecuteError({
    code: 'FOLDER_REPLACED',
    message: `${showForeign(file)} is not what it was before the recipe ran: there is ${showForeign(found)}`,
    hint: 'A recipe may fill $srcdir and $pkgdir, but not replace them. What is there now was not changed.',
  });
}

/** The error for bytes on the control pipe that the driver did not write. */
export function forgeryError(about: FailureFacts): ExecuteError {
  return new ExecuteError({
    code: 'FUNCTION_FAILED',
    message: 'The recipe wrote to the pipe on which bash reports, so its reports cannot be trusted',
    reason: 'exit',
    ...about,
  });
}

/** The error for a package with files that makepkg refuses. */
export function packageInvalidError(problems: readonly string[], about: FailureFacts): ExecuteError {
  return new ExecuteError({
    code: 'PACKAGE_INVALID',
    message: `Package ${about.package} holds what a package must not. ${problems.map((problem) => showForeign(problem)).join('. ')}`,
    hint: 'Change the package function so that it does not put this into $pkgdir.',
    reason: 'exit',
    ...about,
  });
}

/** The message when a limit is reached, and which option raises it. */
const LIMIT_WORDS: Readonly<
  Record<LimitName, { readonly text: (bound: number, about: FailureFacts) => string; readonly hint: string }>
> = {
  time: {
    text: (bound, { phase }) => `Phase ${phase} took longer than ${bound} milliseconds`,
    hint: 'Raise limits.phaseMilliseconds if the build needs more time.',
  },
  output: {
    text: (bound) => `The recipe printed more than ${bound} bytes`,
    hint: 'Raise limits.outputBytes if the build prints that much.',
  },
  memory: {
    text: (bound) => `The processes of the recipe used more than ${bound} bytes of memory`,
    hint: 'Raise limits.memoryBytes, or build with fewer processes: MAKEFLAGS.',
  },
  processes: {
    text: (bound) => `The recipe started more than ${bound} processes`,
    hint: 'Raise limits.processes if the build needs that many.',
  },
  disk: {
    text: (bound) => `The recipe reached the limit of ${bound} bytes of disk space`,
    hint: 'See limits.diskBytes and limits.freeDiskBytes.',
  },
};

/** The error for a bound that was reached. */
export function limitError(limit: LimitName, bound: number, about: FailureFacts): ExecuteError {
  const { text, hint } = LIMIT_WORDS[limit];
  return new ExecuteError({
    code: 'LIMIT',
    message: text(bound, about),
    hint,
    reason: limit === 'time' ? 'timeout' : 'limit',
    limit,
    ...about,
  });
}
