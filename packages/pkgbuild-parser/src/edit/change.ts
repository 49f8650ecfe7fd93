import type { Place } from '../problems/positions.js';
import { createRangeOf } from '../problems/positions.js';
import type { Problem } from '../problems/problem.js';
import type { EditResult } from '../types.js';

/** A stretch of the text and what takes its place. */
export interface Change extends Place {
  readonly text: string;
}

/** The text with all of it changed. */
export function withChanges(text: string, changes: readonly Change[]): string {
  let result = '';
  let done = 0;
  for (const change of inOrder(changes)) {
    result += text.slice(done, change.pos) + change.text;
    done = change.end;
  }
  return result + text.slice(done);
}

function inOrder(changes: readonly Change[]): Change[] {
  return [...changes].sort((first, second) => first.pos - second.pos || first.end - second.end);
}

/** What an edit returns when nothing is wrong. */
export function edited(text: string, changes: readonly Change[]): EditResult {
  const rangeOf = createRangeOf(text);
  const edits = inOrder(changes).map((change) => ({ range: rangeOf(change), text: change.text }));
  return { text: withChanges(text, changes), edits, problems: [] };
}

/** What it returns when it cannot be done. */
export function refused(text: string, message: string, place: Place = { pos: 0, end: 0 }): EditResult {
  const range = createRangeOf(text)(place);
  const problem: Problem = { code: 'NOT_EDITABLE', severity: 'error', message, range };
  return { edits: [], problems: [problem] };
}
