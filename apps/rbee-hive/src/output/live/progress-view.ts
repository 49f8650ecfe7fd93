import type { HiveEvent } from '../../events.js';

/** How many of the last lines of the build are shown while it runs, and when it has failed. */
const TAIL_LINES = 5;
const KEPT_LINES = 30;

/** A source that is being fetched. */
export interface SourceProgress {
  readonly name: string;
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
}

/** How far a build is, by its own count. */
export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  readonly secondsLeft?: number | undefined;
}

/** What is going on just now. */
export interface ProgressView {
  /** The step and when it began, on the clock of `performance.now()`. */
  readonly step: { readonly name: string; readonly startedAt: number } | undefined;
  /** Those that are under way, the oldest first. */
  readonly sources: readonly SourceProgress[];
  /** How far the step says it is, where it counts. */
  readonly build?: BuildProgress | undefined;
  /** The last lines that the step has printed. */
  readonly tail: readonly string[];
  /** More of them, for when it fails. */
  readonly lastLines: readonly string[];
}

export const EMPTY_VIEW: ProgressView = { step: undefined, sources: [], tail: [], lastLines: [] };

/** The view after an event. */
export function nextView(view: ProgressView, event: HiveEvent, now: number): ProgressView {
  switch (event.type) {
    case 'step-start':
      return { ...EMPTY_VIEW, step: { name: event.step, startedAt: now } };
    case 'step-end':
    case 'already-installed':
      return EMPTY_VIEW;
    case 'output':
      return withLine(view, event.line);
    case 'build-progress':
      return { ...view, build: event };
    case 'source-start':
      // A file beside the recipe is there at once.
      if (event.url === event.name) return view;
      return withSource(view, {
        name: event.name,
        receivedBytes: 0,
        totalBytes: undefined,
        bytesPerSecond: undefined,
      });
    case 'source-progress':
      return withSource(view, event);
    case 'file-progress': {
      const { file: name, receivedBytes, totalBytes, bytesPerSecond } = event;
      return withSource(view, { name, receivedBytes, totalBytes, bytesPerSecond });
    }
    case 'file-end':
      return { ...view, sources: view.sources.filter(({ name }) => name !== event.file) };
    case 'source-end':
      return { ...view, sources: view.sources.filter(({ name }) => name !== event.name) };
    default:
      return view;
  }
}

function withLine(view: ProgressView, line: string): ProgressView {
  const lastLines = [...view.lastLines.slice(1 - KEPT_LINES), line];
  return { ...view, lastLines, tail: lastLines.slice(-TAIL_LINES) };
}

function withSource(view: ProgressView, source: SourceProgress): ProgressView {
  const known = view.sources.some(({ name }) => name === source.name);
  const sources = known
    ? view.sources.map((other) => (other.name === source.name ? source : other))
    : [...view.sources, source];
  return { ...view, sources };
}
