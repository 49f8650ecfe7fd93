import type { Colors } from './colors.js';
import { eventLine } from './event-line.js';
import { failureLines } from './failure-lines.js';
import { fitterFor } from './fit-line.js';
import { createProgressThrottle } from './progress-throttle.js';
import type { Output, Streams } from './types.js';

export interface PlainOutputOptions extends Streams {
  readonly colors: Colors;
  /** Only results and what went wrong. */
  readonly quiet: boolean;
}

/** Lines that are never redrawn: results on standard output, everything else on standard error. */
export function createPlainOutput({ stdout, stderr, colors, quiet }: PlainOutputOptions): Output {
  const isDue = createProgressThrottle();
  const [fitOut, fit] = [fitterFor(stdout), fitterFor(stderr)];
  const write = (line: string) => void stderr.write(`${fit(line)}\n`);
  const tell = quiet ? () => {} : write;
  return {
    print: (line) => void stdout.write(`${fitOut(line)}\n`),
    tell,
    onEvent(event) {
      if (event.type === 'source-progress' && !isDue(event.name)) return;
      if (event.type === 'file-progress' && !isDue(event.file)) return;
      const line = eventLine(event, colors);
      if (line !== undefined) tell(line);
    },
    result: () => {},
    failure: (failure) => failureLines(failure, colors).forEach(write),
    close: () => {},
  };
}
