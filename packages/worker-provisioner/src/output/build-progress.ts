/** How far a build says it is. */
export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  /** By how fast it went so far; absent until that can be told. */
  readonly secondsLeft?: number;
}

/** How ninja, cmake's makefiles and cargo count. */
const COUNTS = [
  /^\[(\d{1,7})\/(\d{1,7})\] /,
  /^\[ {0,2}(\d{1,3})%\] /,
  /^\s*Building \[[=> ]*\] (\d{1,7})\/(\d{1,7})(?::|$)/,
] as const;
const PERCENT = 100;
/** Before so much of it is done, the time that is left is a guess. */
const LEAST_DONE = 3;
const LEAST_MILLISECONDS = 3_000;

/** The counts in a line of a build; `undefined` where it has none. */
export function countsIn(line: string): { readonly done: number; readonly total: number } | undefined {
  for (const pattern of COUNTS) {
    const [, done, total = String(PERCENT)] = pattern.exec(line) ?? [];
    if (done === undefined) continue;
    const counts = { done: Number(done), total: Number(total) };
    if (counts.total > 0 && counts.done <= counts.total) return counts;
  }
  return undefined;
}

/**
 * Follows the counts of one step's lines. Returns how far it is when a line says something new; a count that begins again,
 * as of a second run of ninja, is timed from its own beginning.
 *
 * @param time milliseconds, of the line
 */
export function createProgressReader(): (line: string, time: number) => BuildProgress | undefined {
  let first: { readonly done: number; readonly total: number; readonly time: number } | undefined;
  let last = -1;
  return (line, time) => {
    const counts = countsIn(line);
    if (counts === undefined) return undefined;
    if (first === undefined || counts.total !== first.total || counts.done < last)
      first = { ...counts, time };
    else if (counts.done === last) return undefined;
    last = counts.done;
    const [went, took] = [counts.done - first.done, time - first.time];
    if (went < LEAST_DONE || took < LEAST_MILLISECONDS) return counts;
    const secondsLeft = Math.round((((counts.total - counts.done) / went) * took) / 1_000);
    return { ...counts, secondsLeft };
  };
}
