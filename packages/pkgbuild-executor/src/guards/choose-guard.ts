import { findProgram, type ProgramOutcome, runProgram } from '@rbee-internal/system/process';
import { ExecuteError } from '../errors.js';
import { createBubblewrapGuard } from './bubblewrap.js';
import { type Access, type Guard, NO_GUARD } from './guard.js';
import { provenGuard, remember } from './proven-guards.js';
import { createSandboxExecGuard } from './sandbox-exec.js';
import { failedSandbox, missingSandbox, type SandboxProblem, unsupportedSandbox } from './sandbox-problem.js';

/** How long a guard may take to run a command that does nothing. */
const PROBE_MILLISECONDS = 10_000;
const PROBE_BYTES = 65_536;

/** Who asks for a guard, and how much depends on it. */
export interface GuardRequest {
  readonly sandbox: 'require' | 'prefer' | 'off';
  /** Its `PATH` is where the guard's program is looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** The guard of a run, and why it is none. */
export interface ChosenGuard {
  readonly guard: Guard;
  readonly reason?: string;
  /** Absent where there is a guard, and where none was wanted. */
  readonly problem?: SandboxProblem;
}

interface Candidate {
  readonly program: string;
  /** The guards that the program can be, the stricter one first: the first that works is taken. */
  readonly create: (program: string) => readonly Guard[];
}

const CANDIDATES: Partial<Record<NodeJS.Platform, Candidate>> = {
  linux: {
    program: 'bwrap',
    // An older bubblewrap does not know how to disable user namespaces.
    create: (program) =>
      [true, false].map((disableUserNamespaces) => createBubblewrapGuard(program, { disableUserNamespaces })),
  },
  darwin: { program: 'sandbox-exec', create: (program) => [createSandboxExecGuard(program)] },
};

/** Takes the platform's guard if it can truly run a command with this access. @throws ExecuteError `SANDBOX` */
export async function chooseGuard(request: GuardRequest, access: Access): Promise<ChosenGuard> {
  if (request.sandbox === 'off') return { guard: NO_GUARD, reason: 'It was switched off.' };
  const found = await tryGuard(request, access);
  if (!('cause' in found)) return { guard: found };
  if (request.sandbox === 'require') throw missingError(found);
  return { guard: NO_GUARD, reason: found.message, problem: found };
}

/** The platform's guard, or why it does not work. */
export async function tryGuard(
  { env, signal }: Omit<GuardRequest, 'sandbox'>,
  access: Access,
): Promise<Guard | SandboxProblem> {
  const candidate = CANDIDATES[process.platform];
  if (candidate === undefined) return unsupportedSandbox(process.platform);
  const program = await findProgram(candidate.program, env);
  if (program === undefined) return missingSandbox(candidate.program);
  const nothing = await findProgram('true', env);
  if (nothing === undefined) return missingSandbox('true');
  const known = await provenGuard(program);
  if (known !== undefined) return known;
  let failure: ProgramOutcome | undefined;
  for (const guard of candidate.create(program)) {
    const [file = '', ...args] = await guard.wrap([nothing], access);
    const outcome = await tryProgram(file, args, signal);
    if (outcome.end.type === 'exit' && outcome.end.code === 0) return remember(program, guard);
    failure = outcome;
  }
  return failedSandbox(candidate.program, failure ?? { end: { type: 'stall' }, output: '' });
}

function tryProgram(
  program: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ProgramOutcome> {
  return runProgram(program, args, {
    env: {},
    signal,
    timeoutMilliseconds: PROBE_MILLISECONDS,
    maxOutputBytes: PROBE_BYTES,
  });
}

function missingError(problem: SandboxProblem): ExecuteError {
  return new ExecuteError({
    code: 'SANDBOX',
    message: `A sandbox is required, and there is none. ${problem.message}`,
    hint: `${problem.remedy} Or run without a sandbox: sandbox: "prefer".`,
    reason: 'sandbox',
    sandboxProblem: problem,
  });
}
