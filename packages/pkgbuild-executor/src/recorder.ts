import type { ExecuteEvent } from './events.js';
import { outputLimitError } from './failures.js';
import { createLineSplitter, type LineSplitter } from './line-splitter.js';
import type { ResolvedOptions } from './options.js';
import type { Phase, PhaseResult } from './types.js';

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
  readonly lastLines: readonly string[];
}

/** Turns what happens into events and results, and watches the bound on output. */
export interface Recorder {
  readonly phases: readonly PhaseResult[];
  startPhase(name: PhaseName): void;
  endPhase(): void;
  output(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  /** Counts output that makes no event. */
  countBytes(bytes: number): void;
  /** Delivers lines without a newline. */
  flush(): void;
  /** The current phase and its last lines, for an error. */
  about(): FailureFacts;
}

/** `stop` is aborted with what `onEvent` throws, and with a `LIMIT` error. After any abort nothing is told. */
export function createRecorder(options: ResolvedOptions, stop: AbortController): Recorder {
  const phases: PhaseResult[] = [];
  let current: { readonly name: PhaseName; readonly start: number } | undefined;
  let bytes = 0;
  let lines: string[] = [];
  const splitters = { stdout: splitterFor('stdout'), stderr: splitterFor('stderr') };

  function splitterFor(stream: 'stdout' | 'stderr'): LineSplitter {
    return createLineSplitter(options.limits.lineBytes, (line) => {
      lines.push(line);
      if (lines.length > MAX_LAST_LINES) lines.shift();
      if (current !== undefined) tell({ type: 'output', ...current.name, stream, line });
    });
  }

  function tell(event: ExecuteEvent): void {
    if (stop.signal.aborted || options.signal?.aborted) return;
    try {
      options.onEvent?.(event);
    } catch (error) {
      stop.abort(error);
    }
  }

  function countBytes(count: number): void {
    bytes += count;
    const limit = options.limits.outputBytes;
    if (bytes > limit) stop.abort(outputLimitError(limit, about()));
  }

  function about(): FailureFacts {
    return { phase: current?.name.phase, lastLines: [...lines] };
  }

  return {
    phases,
    startPhase(name) {
      lines = [];
      current = { name, start: performance.now() };
      tell({ type: 'phase-start', ...name });
    },
    endPhase() {
      if (current === undefined) return;
      const result = { ...current.name, milliseconds: performance.now() - current.start };
      phases.push(result);
      tell({ type: 'phase-end', ...result });
    },
    output(stream, chunk) {
      if (stop.signal.aborted) return;
      splitters[stream].push(chunk);
      countBytes(chunk.length);
    },
    countBytes,
    flush() {
      splitters.stdout.flush();
      splitters.stderr.flush();
    },
    about,
  };
}
