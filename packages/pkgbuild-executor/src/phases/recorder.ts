import { createLineSplitter, type HeldFolder, type LineSplitter } from '@rbee-internal/system/files';
import type { ExecuteEvent } from '../events.js';
import { limitError } from '../failures.js';
import type { ChosenGuard } from '../guards/choose-guard.js';
import type { GuardFacts, GuardName } from '../guards/guard-facts.js';
import type { HostReached } from '../network/types.js';
import type { ResolvedOptions } from '../options.js';
import type { PackageChange } from '../package/built-package.js';
import type { FailureFacts } from './failure-facts.js';
import type { Phase, PhaseName, PhaseReport, PhaseResult } from './phase.js';
import { openPhaseLog, type PhaseLog } from './phase-log.js';
import type { PhaseMeter } from './phase-meter.js';

/** How many lines an error carries. */
const MAX_LAST_LINES = 20;

/** How many are looked at for why a phase failed. */
const MAX_RECENT_LINES = 200;

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
  /** The phase that runs now. */
  phase(): Phase | undefined;
  /** Reports a server that the build asked for. */
  host(reached: HostReached): void;
  /** Reports a change to a package, after its function. */
  packageChanged(name: string, change: PackageChange): void;
  /** The current phase and how it goes, for an error. */
  about(): FailureFacts;
  /** Closes the log of a phase that did not come to its end. */
  close(): void;
}

export interface RecorderOptions {
  readonly options: ResolvedOptions;
  /** Aborted with what `onEvent` throws, and with a `LIMIT` error. After any abort nothing is emitted. */
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
  const emit = emitter(options, stop);
  let current: RunningPhase | undefined;
  let meter: PhaseMeter | undefined;
  let bytes = 0;
  let time = 0;
  const recent = createRecentLines();
  const refused: string[] = [];
  const splitters = { stdout: splitterFor('stdout'), stderr: splitterFor('stderr') };

  function splitterFor(stream: 'stdout' | 'stderr'): LineSplitter {
    return createShownSplitter(options, (line) => {
      recent.add(line);
      if (current !== undefined) emit({ type: 'output', ...current.name, stream, time, line });
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
      ...recent.facts(),
      report: current && reportOf(current, meter, guard),
      refusedHosts: [...refused],
    };
  }

  return {
    phases,
    startPhase(name) {
      recent.clear();
      const log = logDir === undefined ? undefined : openPhaseLog(logDir, options.pkgbase, name);
      current = { name, start: performance.now(), log };
      meter?.reset();
      emit({ type: 'phase-start', ...name, ...guardFacts(sandbox) });
    },
    useMeter(next) {
      meter = next;
    },
    endPhase() {
      if (current === undefined) return;
      current.log?.close();
      const result = completed(current, reportOf(current, meter, guard));
      current = undefined;
      phases.push(result);
      emit({ type: 'phase-end', ...result });
    },
    output(stream, chunk) {
      if (stop.signal.aborted) return;
      current?.log?.write(chunk);
      time = Date.now();
      splitters[stream].push(chunk);
      countBytes(chunk.length);
    },
    countBytes,
    flush: () => Object.values(splitters).forEach((splitter) => void splitter.flush()),
    phase: () => current?.name.phase,
    host(reached) {
      if (!reached.allowed) refused.push(reached.host);
      if (current !== undefined) emit({ type: 'network', ...current.name, ...reached });
    },
    packageChanged: (name, change) =>
      emit({ type: 'package-changed', phase: 'package', package: name, ...change }),
    about,
    close() {
      current?.log?.close();
      current = undefined;
    },
  };
}

/** Splits into lines as the options want to have them. */
function createShownSplitter(
  { limits, colors }: ResolvedOptions,
  onLine: (line: string) => void,
): LineSplitter {
  return createLineSplitter({
    maxBytes: limits.lineBytes,
    onLine: colors === 'keep' ? onLine : (line) => onLine(withoutColors(line)),
  });
}

/** The lines that an error carries. */
function createRecentLines() {
  let lines: string[] = [];
  return {
    add(line: string): void {
      lines.push(line);
      if (lines.length > 2 * MAX_RECENT_LINES) lines = lines.slice(-MAX_RECENT_LINES);
    },
    facts: () => ({ lastLines: lines.slice(-MAX_LAST_LINES), recentLines: lines.slice(-MAX_RECENT_LINES) }),
    clear(): void {
      lines = [];
    },
  };
}

/** What results and events say about the guard. */
export function guardFacts({ guard, reason, problem }: ChosenGuard): GuardFacts {
  return {
    guard: guard.name,
    ...(reason === undefined ? {} : { guardReason: reason }),
    ...(problem === undefined ? {} : { guardProblem: problem }),
  };
}

/** Passes an event on unless the run is over; what the listener throws ends it. */
function emitter(options: ResolvedOptions, stop: AbortController): (event: ExecuteEvent) => void {
  return (event) => {
    if (stop.signal.aborted || options.signal?.aborted) return;
    try {
      options.onEvent?.(event);
    } catch (error) {
      stop.abort(error);
    }
  };
}

function completed({ name }: RunningPhase, report: PhaseReport): PhaseResult {
  return { ...name, reason: 'completed', exitCode: 0, ...report };
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
