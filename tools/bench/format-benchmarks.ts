import { type BenchRow, median } from '@rbee-internal/test-kit/bench';
import type { Benchmark } from './benchmarks.js';

export interface MeasuredBenchmark {
  readonly benchmark: Benchmark;
  readonly rows: readonly BenchRow[];
  /** How the benchmark ended, when not well. */
  readonly failure?: string;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** The day, ISO 8601. */
  readonly date: string;
}

/** A page with a row for each thing that was measured, and the causes of what is slower. */
export function formatBenchmarks(
  measured: readonly MeasuredBenchmark[],
  { processor, cores, date }: Machine,
): string {
  const rows = measured.flatMap(({ benchmark, rows: own }) => own.map((row) => rowText(benchmark, row)));
  const slower = measured.flatMap(({ rows: own }) => own.filter((row) => ratioOf(row) > 1).map(causeText));
  const failed = measured
    .filter(({ failure, rows: own }) => failure !== undefined || own.length === 0)
    .map(({ benchmark, failure }) => `- ${benchmark.name}: ${failure ?? 'measured nothing'}`);
  return [
    '# Benchmarks',
    '',
    `Written by \`pnpm bench\` on ${date}, ${cores} cores (${processor}), Node ${process.versions.node}. Times are medians in milliseconds, each`,
    'with the span of the middle half of its rounds; a ratio below 1 is faster than the peer. `pnpm bench --only NAME` repeats one.',
    '',
    '| benchmark | what | ours | peer | theirs | ratio |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    ...section('Slower than the peer, and why', slower),
    ...section('Not measured', failed),
    '',
  ].join('\n');
}

function rowText({ name }: Benchmark, row: BenchRow): string {
  const cells = [name, row.name, spread(row.ours), row.peer, spread(row.theirs), ratioOf(row).toFixed(2)];
  return `| ${cells.join(' | ')} |`;
}

function causeText(row: BenchRow): string {
  return `- ${row.name} (${ratioOf(row).toFixed(2)} of ${row.peer}): ${row.cause ?? 'the cause is not known'}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function ratioOf({ ours, theirs }: BenchRow): number {
  return median(ours) / median(theirs);
}

/** The median, and the middle half. */
function spread(samples: readonly number[]): string {
  const sorted = [...samples].sort((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);
  return `${median(samples).toFixed(1)} (${at(0.25)}–${at(0.75)})`;
}
