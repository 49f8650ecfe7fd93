/** Pixels of a line, as the style sheet has it. */
export const ROW_HEIGHT = 20;
/** Browsers lay out no element that is much taller; a longer log is scrolled through in proportion. */
const TALLEST = 16_000_000;
/** Rows beyond the edges, so that fast scrolling shows no gap. */
const OVERSCAN = 12;

/** What is seen of a log. `top` is the place in the whole log, in pixels, at the upper edge. */
export interface LogViewport {
  readonly lines: number;
  readonly height: number;
}

/** Of the scrolled element. */
export function scrollHeightOf({ lines }: LogViewport): number {
  return Math.min(lines * ROW_HEIGHT, TALLEST);
}

/** The largest `top`. */
export function lastTop({ lines, height }: LogViewport): number {
  return Math.max(0, lines * ROW_HEIGHT - height);
}

/** The place in the log for a scroll position. */
export function topAt(scrollTop: number, viewport: LogViewport): number {
  return Math.min(lastTop(viewport), scrollTop * scaleOf(viewport));
}

/** The scroll position for a place in the log. */
export function scrollTopFor(top: number, viewport: LogViewport): number {
  return top / scaleOf(viewport);
}

function scaleOf(viewport: LogViewport): number {
  const scrollable = scrollHeightOf(viewport) - viewport.height;
  return scrollable <= 0 ? 1 : lastTop(viewport) / scrollable;
}

/** The rows to render, and how far above or below the upper edge the first of them begins. */
export function rowsAt(top: number, { lines, height }: LogViewport): RowRange {
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
  const end = Math.min(lines, Math.ceil((top + height) / ROW_HEIGHT) + OVERSCAN);
  return { first, end, offset: first * ROW_HEIGHT - top };
}

export interface RowRange {
  readonly first: number;
  readonly end: number;
  readonly offset: number;
}

/** Where to go so that a line is seen: as it is when it is seen already, else with the line in the middle. */
export function topToShow(line: number, top: number, viewport: LogViewport): number {
  const at = line * ROW_HEIGHT;
  if (at >= top && at + ROW_HEIGHT <= top + viewport.height) return top;
  return Math.max(0, Math.min(lastTop(viewport), at - viewport.height / 2));
}
