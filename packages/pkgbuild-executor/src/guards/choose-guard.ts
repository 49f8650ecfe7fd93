import { type ProgramOutcome, runProgram } from '@rbee-internal/process-group';
import { showForeign } from '@rbee-internal/redact-url';
import { ExecuteError } from '../errors.js';
import { searchProgram } from '../find-program.js';
import type { ResolvedOptions } from '../options.js';
import { createBubblewrapGuard } from './bubblewrap.js';
import { type Access, type Guard, NO_GUARD } from './guard.js';
import { createSandboxExecGuard } from './sandbox-exec.js';

/** How long a guard may take to run a command that does nothing. */
const PROBE_MILLISECONDS = 10_000;
const PROBE_BYTES = 65_536;

/** The guard of a run, and why it is none. */
export interface ChosenGuard {
  readonly guard: Guard;
  readonly reason?: string;
}

interface Candidate {
  readonly program: string;
  readonly create: (program: string) => Guard;
}

const CANDIDATES: Partial<Record<NodeJS.Platform, Candidate>> = {
  linux: { program: 'bwrap', create: createBubblewrapGuard },
  darwin: { program: 'sandbox-exec', create: createSandboxExecGuard },
};

/** Takes the platform's guard if it can truly run a command with this access. @throws ExecuteError `SANDBOX` */
export async function chooseGuard(options: ResolvedOptions, access: Access): Promise<ChosenGuard> {
  if (options.sandbox === 'off') return { guard: NO_GUARD, reason: 'It was switched off.' };
  const chosen = await tryGuard(options, access);
  if (chosen.guard === NO_GUARD && options.sandbox === 'require') throw missingError(chosen.reason ?? '');
  return chosen;
}

async function tryGuard(options: ResolvedOptions, access: Access): Promise<ChosenGuard> {
  const candidate = CANDIDATES[process.platform];
  if (candidate === undefined) return { guard: NO_GUARD, reason: `There is none for ${process.platform}.` };
  const program = await searchProgram(candidate.program, options.env.PATH);
  if (program === undefined) return { guard: NO_GUARD, reason: `${candidate.program} is not installed.` };
  const guard = candidate.create(program);
  const failure = await probe(guard, { options, access });
  return failure === undefined
    ? { guard }
    : { guard: NO_GUARD, reason: `${candidate.program} does not work: ${failure}` };
}

/** What went wrong when the guard ran a command that does nothing. */
async function probe(
  guard: Guard,
  { options, access }: { options: ResolvedOptions; access: Access },
): Promise<string | undefined> {
  const nothing = await searchProgram('true', options.env.PATH);
  if (nothing === undefined) return 'there is no program "true"';
  const [program = '', ...args] = await guard.wrap([nothing], access);
  const outcome = await runProgram(program, args, {
    env: {},
    signal: options.signal,
    timeoutMilliseconds: PROBE_MILLISECONDS,
    maxOutputBytes: PROBE_BYTES,
  });
  return outcome.end.type === 'exit' && outcome.end.code === 0 ? undefined : showForeign(whyOf(outcome));
}

function whyOf({ end, output }: ProgramOutcome): string {
  if (end.type === 'timeout') return `it took longer than ${PROBE_MILLISECONDS} milliseconds`;
  return output.trim().split('\n')[0] || 'it could not be started';
}

function missingError(reason: string): ExecuteError {
  return new ExecuteError({
    code: 'SANDBOX',
    message: `A sandbox is required, and there is none. ${reason}`,
    hint: 'Install bubblewrap and allow user namespaces, or run without a sandbox: sandbox: "prefer".',
    reason: 'sandbox',
  });
}
