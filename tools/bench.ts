/**
 * Runs every benchmark against its peer on this machine and writes one table into `docs/benchmarks.md`:
 *
 *     pnpm bench [--only NAME]… [--print]
 *
 * Run it after `pnpm build`, on a machine that does nothing else. A benchmark whose peer is missing is named, not left out.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runProgram } from '@rbee-internal/system/process';
import type { BenchRow } from '@rbee-internal/test-kit/bench';
import { BENCHMARKS, type Benchmark } from './bench/benchmarks.js';
import { formatBenchmarks, type MeasuredBenchmark } from './bench/format-benchmarks.js';

/** For one benchmark, and for all of them. What one had measured until then counts. */
const MOST_MILLISECONDS = 240_000;
const END = Date.now() + 14 * 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, print: { type: 'boolean', default: false } },
});
const { only } = values;
const wanted = BENCHMARKS.filter(({ name }) => only === undefined || only.includes(name));
if (wanted.length === 0)
  throw new Error(`There are: ${BENCHMARKS.map(({ name }) => name).join(', ')}. None of them was named.`);

const measured: MeasuredBenchmark[] = [];
for (const benchmark of wanted) {
  console.log(`=== ${benchmark.name}`);
  measured.push(await measure(benchmark));
}
const page = formatBenchmarks(measured, {
  processor: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  date: new Date().toISOString().slice(0, 10),
});
// A part of the table would replace the whole.
if (values.print || only !== undefined) console.log(page);
else await writeFile(path.join(root, 'docs/benchmarks.md'), page);
process.exitCode = measured.some(({ failure }) => failure !== undefined) ? 1 : 0;

async function measure(benchmark: Benchmark): Promise<MeasuredBenchmark> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-bench-'));
  const file = path.join(folder, 'rows');
  try {
    const [program, ...args] = benchmark.command;
    const { end } = await runProgram(program, args, {
      cwd: path.join(root, benchmark.folder),
      env: { ...process.env, RBEE_BENCH_ROWS: file },
      timeoutMilliseconds: Math.max(1, Math.min(MOST_MILLISECONDS, END - Date.now())),
      maxOutputBytes: 0,
      overflow: 'drop',
      onOutput: (chunk, stream) => void process[stream].write(chunk),
    });
    const text = await readFile(file, 'utf8').catch(() => '');
    const rows = text.split('\n').flatMap((line): BenchRow[] => (line === '' ? [] : [JSON.parse(line)]));
    const isWhole = end.type === 'exit' && end.code === 0;
    return { benchmark, rows, ...(isWhole ? {} : { failure: JSON.stringify(end) }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
