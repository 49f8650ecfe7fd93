import type { PrintedLine } from './control-text.js';
import { splitByQuery } from './log-search.js';
import { classesOf } from './sgr.js';

/** A part of a line that looks the same from its beginning to its end. */
export interface LinePiece {
  readonly text: string;
  /** Of the style sheet. */
  readonly classes: string | undefined;
  /** Whether it is what is searched for. */
  readonly isHit: boolean;
}

/** Cuts a line where its style changes and where the query is found; a hit may be of several pieces. */
export function linePieces({ text, runs }: PrintedLine, query: string): LinePiece[] {
  const pieces: LinePiece[] = [];
  let run = 0;
  let classes: string | undefined;
  let at = 0;
  splitByQuery(text, query).forEach((part, number) => {
    const end = at + part.length;
    while (at < end) {
      for (; run < runs.length && runs.charCodeAt(run) <= at; run += 2) {
        classes = classesOf(runs.charCodeAt(run + 1));
      }
      const stop = run < runs.length ? Math.min(end, runs.charCodeAt(run)) : end;
      pieces.push({ text: text.slice(at, stop), classes, isHit: number % 2 === 1 });
      at = stop;
    }
  });
  return pieces;
}
