import { appendFileSync } from 'node:fs';

/** One thing that was measured, beside what does the same. */
export interface BenchRow {
  /** What was done, such as `warm install`. */
  readonly name: string;
  /** Milliseconds of each round. */
  readonly ours: readonly number[];
  /** What does the same, such as `curl, sha256sum`. */
  readonly peer: string;
  /** Milliseconds of each of its rounds. */
  readonly theirs: readonly number[];
  /** Why ours takes longer, where it does. */
  readonly cause?: string;
}

/** Prints a row; under `pnpm bench`, which names a file by `RBEE_BENCH_ROWS`, also adds it there as a line of JSON. */
export function reportRow(row: BenchRow): void {
  const [ours, theirs] = [median(row.ours), median(row.theirs)];
  console.log(
    `${row.name}: ${ours.toFixed(1)} ms, ${row.peer} ${theirs.toFixed(1)} ms, ratio ${(ours / theirs).toFixed(2)}`,
  );
  const file = process.env.RBEE_BENCH_ROWS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** The middle one; of none, not a number. */
export function median(samples: readonly number[]): number {
  return [...samples].sort((one, other) => one - other)[Math.floor(samples.length / 2)] ?? Number.NaN;
}
