import stringWidth from 'string-width';
import type { HiveEvent } from '../../events.js';
import type { Colors } from '../colors.js';
import { STOPPED } from '../describe-failure.js';
import { eventLine } from '../event-line.js';
import { failureLines } from '../failure-lines.js';
import { fitterFor } from '../fit-line.js';
import { formatDuration } from '../format-duration.js';
import { printable } from '../printable.js';
import type { Output, Streams } from '../types.js';
import { createLiveArea } from './live-area.js';
import { progressLines } from './progress-lines.js';
import { EMPTY_VIEW, nextView, type ProgressView } from './progress-view.js';

export interface LiveOutputOptions extends Streams {
  readonly colors: Colors;
}

/** At a terminal: what is going on is redrawn while it changes, what has ended stays above it. */
export function createLiveOutput({ stdout, stderr, colors }: LiveOutputOptions): Output {
  let view: ProgressView = EMPTY_VIEW;
  const [fitOut, fit] = [fitterFor(stdout, stringWidth), fitterFor(stderr, stringWidth)];
  const area = createLiveArea(stderr, () => progressLines(view, { colors, now: performance.now() }));
  const writeAbove = (line: string) => area.writeAbove(fit(line));
  return {
    print(line) {
      area.clear();
      stdout.write(`${fitOut(line)}\n`);
    },
    tell: writeAbove,
    onEvent(event) {
      view = nextView(view, event, performance.now());
      const line = lastingLine(event, colors);
      if (line !== undefined) writeAbove(line);
    },
    result: () => {},
    failure(failure) {
      const lastLines = failure.code === STOPPED ? [] : view.lastLines;
      for (const line of lastLines) writeAbove(`    ${colors.dim(printable(line))}`);
      view = EMPTY_VIEW;
      failureLines(failure, colors).forEach(writeAbove);
    },
    close: area.close,
  };
}

/** The line of an event that is not shown in the live area: what has ended, and what a person should not miss. */
function lastingLine(event: HiveEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'step-start':
    case 'output':
    case 'source-start':
    case 'source-progress':
      return undefined;
    case 'step-end':
      return doneLine(event, colors);
    default:
      return eventLine(event, colors);
  }
}

/** Where a step took a second or more, how long. */
function doneLine({ step, milliseconds }: Extract<HiveEvent, { type: 'step-end' }>, colors: Colors): string {
  const time = milliseconds < 1_000 ? '' : colors.dim(` ${formatDuration(milliseconds)}`);
  return `${colors.green('✓')} ${printable(step.replace('-', ' '))}${time}`;
}
