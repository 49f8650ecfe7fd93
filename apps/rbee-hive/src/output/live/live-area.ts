import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** Milliseconds between two drawings. */
const FRAME_MS = 100;

/** The last lines of a terminal, redrawn while things change; what is written above them stays. */
export interface LiveArea {
  /** Puts a line above the area at the next drawing; at once where no area is shown, so that a prompt can follow it. */
  readonly writeAbove: (line: string) => void;
  /** Takes the area away and writes what waits, at once; it comes back with the next drawing. */
  readonly clear: () => void;
  /** Takes the area away for good. */
  readonly close: () => void;
}

/**
 * @param compose what the area shows; asked at each drawing
 */
export function createLiveArea(stream: NodeJS.WriteStream, compose: () => readonly string[]): LiveArea {
  let above: string[] = [];
  let drawn: string[] = [];

  function draw(lines: readonly string[]): void {
    const { columns = 80, rows = 24 } = stream;
    const fitting = lines.slice(0, Math.max(0, rows - 2)).map((line) => cliTruncate(line, columns - 1));
    if (above.length === 0 && sameLines(fitting, drawn)) return;
    const written = [...above, ...fitting].map((line) => `${line}\n`).join('');
    stream.write(erasing(drawn, columns) + written);
    above = [];
    drawn = fitting;
  }

  const timer = setInterval(() => draw(compose()), FRAME_MS);
  timer.unref();
  return {
    writeAbove(line) {
      above.push(line);
      if (drawn.length === 0) draw([]);
    },
    clear: () => draw([]),
    close() {
      clearInterval(timer);
      draw([]);
    },
  };
}

/**
 * Moves to the first of the lines that were drawn, and erases from there: a narrower terminal has wrapped them, and what
 * was typed meanwhile, as `^C`, stands behind them.
 */
function erasing(drawn: readonly string[], columns: number): string {
  const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
  const up = rows === 0 ? '' : `\u001b[${rows}A`;
  return `\r${up}\u001b[0J`;
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
