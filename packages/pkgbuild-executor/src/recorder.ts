import { createLineSplitter, type HeldFolder, type LineSplitter } from '@rbee-internal/system/files';
import type { ExecuteEvent } from './events.js';
import { limitError } from './failures.js';
import type { ChosenGuard } from './guards/choose-guard.js';
import type { ResolvedOptions } from './options.js';
import { openPhaseLog, type PhaseLog } from './phase-log.js';
import type { GuardFacts, GuardName, Phase, PhaseReport, PhaseResult } from './types.js';

/** How many lines an error carries. */
const MAX_LAST_LINES = 20;

/** Which phase, and of which package. */
export interface PhaseName {
  readonly phase: Phase;
  readonly package?: string;
}

/** What an error tells of where it happened. */
export interface FailureFacts {
  readonly phase: Phase | undefined;
  readonly package?: string | undefined;
  readonly lastLines: readonly string[];
  readonly report?: PhaseReport | undefined;
}

/** What is measured while a phase runs. */
export interface PhaseMeter {
  reset(): void;
  cpuMilliseconds(): number;
  peakMemoryBytes(): number | undefined;
}

/** Turns what happens into events and results, and watches the bound on output. */
export interface Recorder {
  readonly phases: readonly PhaseResult[];
  startPhase(name: PhaseName): void;
  /** Of the phases from now on. */
  useMeter(meter: PhaseMeter): void;
  endPhase(): void;
  output(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  /** Counts output that makes no event. */
  countBytes(bytes: number): void;
  /** Delivers lines without a newline. */
  flush(): void;
  /** The current phase and how it goes, for an error. */
  about(): FailureFacts;
  /** Closes the log of a phase that did not come to its end. */
  close(): void;
}

export interface RecorderOptions {
  readonly options: ResolvedOptions;
  /** Aborted with what `onEvent` throws, and with a `LIMIT` error. After any abort nothing is told. */
  readonly stop: AbortController;
  /** Where the phases' logs go. */
  readonly logDir: HeldFolder | undefined;
  readonly sandbox: ChosenGuard;
}

interface RunningPhase {
  readonly name: PhaseName;
  readonly start: number;
  readonly log: PhaseLog | undefined;
}

export function createRecorder({ options, logDir, stop, sandbox }: RecorderOptions): Recorder {
  const guard = sandbox.guard.name;
  const phases: PhaseResult[] = [];
  const tell = teller(options, stop);
  let current: RunningPhase | undefined;
  let meter: PhaseMeter | undefined;
  let bytes = 0;
  let time = 0;
  let lines: string[] = [];
  const splitters = { stdout: splitterFor('stdout'), stderr: splitterFor('stderr') };

  function splitterFor(stream: 'stdout' | 'stderr'): LineSplitter {
    return createLineSplitter({
      maxBytes: options.limits.lineBytes,
      onLine(text) {
        const line = options.colors === 'keep' ? text : withoutColors(text);
        lines.push(line);
        if (lines.length > 2 * MAX_LAST_LINES) lines = lines.slice(-MAX_LAST_LINES);
        if (current !== undefined) tell({ type: 'output', ...current.name, stream, time, line });
      },
    });
  }

  function countBytes(count: number): void {
    const bound = options.limits.outputBytes;
    bytes += count;
    if (bytes > bound) stop.abort(limitError('output', bound, about()));
  }

  function about(): FailureFacts {
    return {
      phase: current?.name.phase,
      package: current?.name.package,
      lastLines: lines.slice(-MAX_LAST_LINES),
      report: current && reportOf(current, meter, guard),
    };
  }

  return {
    phases,
    startPhase(name) {
      lines = [];
      const log = logDir === undefined ? undefined : openPhaseLog(logDir, options.pkgbase, name);
      current = { name, start: performance.now(), log };
      meter?.reset();
      tell({ type: 'phase-start', ...name, ...guardFacts(sandbox) });
    },
    useMeter(next) {
      meter = next;
    },
    endPhase() {
      if (current === undefined) return;
      current.log?.close();
      const report = reportOf(current, meter, guard);
      const result = { ...current.name, reason: 'completed', exitCode: 0, ...report } as const;
      current = undefined;
      phases.push(result);
      tell({ type: 'phase-end', ...result });
    },
    output(stream, chunk) {
      if (stop.signal.aborted) return;
      current?.log?.write(chunk);
      time = Date.now();
      splitters[stream].push(chunk);
      countBytes(chunk.length);
    },
    countBytes,
    flush() {
      splitters.stdout.flush();
      splitters.stderr.flush();
    },
    about,
    close() {
      current?.log?.close();
      current = undefined;
    },
  };
}

/** What is told of the guard. */
export function guardFacts({ guard, reason, problem }: ChosenGuard): GuardFacts {
  return {
    guard: guard.name,
    ...(reason === undefined ? {} : { guardReason: reason }),
    ...(problem === undefined ? {} : { guardProblem: problem }),
  };
}

/** Hands an event on unless the run is over; what the listener throws ends it. */
function teller(options: ResolvedOptions, stop: AbortController): (event: ExecuteEvent) => void {
  return (event) => {
    if (stop.signal.aborted || options.signal?.aborted) return;
    try {
      options.onEvent?.(event);
    } catch (error) {
      stop.abort(error);
    }
  };
}

function reportOf(
  { start, log }: RunningPhase,
  meter: PhaseMeter | undefined,
  guard: GuardName,
): PhaseReport {
  const peakMemoryBytes = meter?.peakMemoryBytes();
  return {
    milliseconds: performance.now() - start,
    cpuMilliseconds: meter?.cpuMilliseconds() ?? 0,
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
    guard,
    ...(log === undefined ? {} : { log: log.file }),
  };
}

/** Without the sequences of ECMA-48 that select colours and the like. */
function withoutColors(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: such sequences begin with the control character ESC.
  return line.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '');
}
