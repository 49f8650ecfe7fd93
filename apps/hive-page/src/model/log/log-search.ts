import type { LogBlock, LogStore } from './log-store.js';

/** Finds the lines of a growing log that have a text, whatever its case. */
export interface LogSearch {
  readonly log: LogStore;
  readonly query: string;
  /** The lines found so far, ascending. */
  readonly matches: readonly number[];
  /** How many lines have been read. */
  readonly scanned: number;
  /** Reads on until everything is read, or so many milliseconds are over. @returns whether everything is read */
  advance(milliseconds: number): boolean;
}

/** A search that has read nothing so far. An empty query finds nothing. */
export function createLogSearch(log: LogStore, query: string, now = () => performance.now()): LogSearch {
  const needle = query.toLowerCase();
  const matches: number[] = [];
  let scanned = 0;

  function advance(milliseconds: number): boolean {
    const end = now() + milliseconds;
    if (needle === '') scanned = log.length;
    while (scanned < log.length) {
      const block = log.blockAt(scanned);
      findInBlock(block, { needle, from: scanned - block.first, matches });
      scanned = block.first + block.length;
      if (now() >= end) break;
    }
    return scanned >= log.length;
  }

  return {
    log,
    query,
    matches,
    advance,
    get scanned() {
      return scanned;
    },
  };
}

interface Sought {
  readonly needle: string;
  /** The block's row to begin with. */
  readonly from: number;
  readonly matches: number[];
}

function findInBlock(block: LogBlock, { needle, from, matches }: Sought): void {
  const lowered = block.text.toLowerCase();
  // A few letters are longer in lower case; places in the text are then not those in the block.
  const starts = lowered.length === block.text.length ? block.starts : startsOf(lowered);
  let row = from;
  for (let at = lowered.indexOf(needle, starts[row]); at !== -1; at = lowered.indexOf(needle, starts[row])) {
    row = rowAt(starts, at, row);
    matches.push(block.first + row);
    row += 1;
    if (row >= block.length) return;
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last row, from `low` on, that begins at or before a place. */
function rowAt(starts: ArrayLike<number>, place: number, lowest: number): number {
  let low = lowest;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place in `matches` of the first that is at or after a line; their number when there is none. */
export function firstMatchFrom(matches: readonly number[], line: number): number {
  let low = 0;
  let high = matches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches[middle] ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts a line where the query is found in it: pieces at odd places are hits. */
export function splitByQuery(text: string, query: string): string[] {
  const needle = query.toLowerCase();
  const lowered = text.toLowerCase();
  if (needle === '' || lowered.length !== text.length) return [text];
  const pieces: string[] = [];
  let from = 0;
  for (let at = lowered.indexOf(needle); at !== -1; at = lowered.indexOf(needle, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + needle.length));
    from = at + needle.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}
