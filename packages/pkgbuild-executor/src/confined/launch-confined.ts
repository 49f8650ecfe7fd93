import { Readable } from 'node:stream';
import {
  createProcessTree,
  findProgram,
  launchCommand,
  newFamilyMark,
  type ProcessEnd,
  type StartedProcess,
  startProcess,
} from '@rbee-internal/system/process';
import { pause, startDeadline } from '@rbee-internal/system/time';
import { signalOfExitCode } from '../failures.js';
import { type ChosenGuard, chooseGuard } from '../guards/choose-guard.js';
import type { ResolvedConfined } from './options.js';
import { createOutputTail } from './output-tail.js';
import type { ConfinedEnd, Confinement } from './types.js';

/** How long the last output of an ended program may take to arrive. */
const LAST_OUTPUT_MILLISECONDS = 500;

/** A confined program, and the process that was started around it. */
export interface LaunchedProgram {
  readonly started: StartedProcess;
  /** Resolves when nothing of it is left. Never rejects. */
  readonly ended: Promise<ConfinedEnd>;
  readonly output: () => string;
  readonly stdout: () => string;
  /** Ends it before its time. */
  end(): Promise<ConfinedEnd>;
}

/** What is started: the program itself, or a helper that starts it. */
export interface Launch {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hasChannel: boolean;
}

export function confinementOf({ guard, problem }: ChosenGuard): Confinement {
  return { guard: guard.name, ...(problem === undefined ? {} : { guardProblem: problem }) };
}

export function chooseConfinement(program: ResolvedConfined): Promise<ChosenGuard> {
  return chooseGuard(program, program.access);
}

/** The command under the kernel's limits. */
export async function limitedCommand(
  { command, limits, env }: ResolvedConfined,
  { guard }: ChosenGuard,
): Promise<readonly string[]> {
  const { openFiles, processes, memoryBytes } = limits;
  const [, ...rest] = launchCommand(command, {
    openFiles,
    // Without a sandbox the user's other processes would count.
    processes: guard.isolatesProcesses ? processes : undefined,
    memoryBytes: Number.isFinite(memoryBytes) ? memoryBytes : undefined,
  });
  return [(await findProgram('bash', env)) ?? '/bin/bash', ...rest];
}

/** Starts it in its guard, and ends it and all that came of it when it is over, its time is, or it is cancelled. */
export async function launchConfined(
  program: ResolvedConfined,
  { guard }: ChosenGuard,
  launch: Launch,
): Promise<LaunchedProgram> {
  const { access, limits, signal } = program;
  const [file = '', ...args] = await guard.wrap(launch.command, access);
  signal?.throwIfAborted();
  const mark = newFamilyMark();
  const [markName = '', markValue] = mark.split('=');
  const started = startProcess(file, args, {
    cwd: access.workingFolder,
    env: guard.isolatesProcesses ? launch.env : { ...launch.env, [markName]: markValue },
    stdio: ['ignore', 'pipe', 'pipe', ...(launch.hasChannel ? (['ipc'] as const) : [])],
  });
  const tails = { both: createOutputTail(limits.outputBytes), stdout: createOutputTail(limits.outputBytes) };
  const closed = readOutput(started, (chunk, isStdout) => {
    tails.both.add(chunk);
    if (isStdout) tails.stdout.add(chunk);
  });
  const tree =
    started.pid === undefined
      ? undefined
      : createProcessTree({
          leader: started.pid,
          isolated: guard.isolatesProcesses,
          mark,
          graceMilliseconds: limits.graceMilliseconds,
          maxProcesses: limits.processes,
        });
  const watched = watchOver({
    started,
    closed,
    signal,
    milliseconds: limits.milliseconds,
    endTree: tree?.end,
  });
  return { started, ...watched, output: tails.both.text, stdout: tails.stdout.text };
}

interface Watched {
  readonly started: StartedProcess;
  readonly closed: Promise<unknown>;
  readonly signal: AbortSignal | undefined;
  readonly milliseconds: number;
  readonly endTree: (() => Promise<unknown>) | undefined;
}

function watchOver({ started, closed, signal, milliseconds, endTree }: Watched) {
  const deadline = startDeadline(milliseconds, { signal });
  let cause: 'timeout' | 'ended' | undefined;
  let ending: Promise<unknown> | undefined;
  const endAll = () => {
    ending ??= endTree?.() ?? Promise.resolve();
    return ending;
  };
  const stop = () => {
    cause ??= deadline.expired() ? 'timeout' : 'ended';
    endAll().catch(() => undefined);
  };
  deadline.signal.addEventListener('abort', stop, { once: true });
  const ended = finish();

  async function finish(): Promise<ConfinedEnd> {
    const end = await started.ended;
    deadline.stop();
    await endAll().catch(() => undefined);
    await Promise.race([closed, pause(LAST_OUTPUT_MILLISECONDS, undefined, { ref: false })]);
    for (const stream of started.stdio) stream?.destroy();
    started.channel?.close();
    return cause === undefined ? confinedEnd(end) : { type: cause };
  }
  return {
    ended,
    end(): Promise<ConfinedEnd> {
      if (started.end() === undefined) stop();
      return ended;
    },
  };
}

/** A sandbox reports a signal as a shell does, by an exit code above 128. */
function confinedEnd(end: ProcessEnd): ConfinedEnd {
  const signal = end.type === 'exit' ? signalOfExitCode(end.code) : undefined;
  return signal === undefined ? end : { type: 'signal', signal };
}

function readOutput(
  { stdio }: StartedProcess,
  onChunk: (chunk: Buffer, isStdout: boolean) => void,
): Promise<unknown> {
  const streams = [stdio[1], stdio[2]].filter((stream) => stream instanceof Readable);
  return Promise.all(
    streams.map(
      (stream) =>
        new Promise<void>((resolve) => {
          stream.on('data', (chunk: Buffer) => onChunk(chunk, stream === stdio[1]));
          stream.once('close', resolve).once('error', () => resolve());
        }),
    ),
  );
}
