import { expect, test } from 'vitest';
import { BENCHMARKS } from '../../bench/benchmarks.js';
import { formatBenchmarks } from '../../bench/format-benchmarks.js';

const [benchmark, failing] = BENCHMARKS;
if (benchmark === undefined || failing === undefined) throw new Error('There are no benchmarks.');

test('a row has medians and their spread, what is slower its cause, and what failed is named', () => {
  const page = formatBenchmarks(
    [
      {
        benchmark,
        rows: [
          { name: 'quick', ours: [1, 2, 3], peer: 'curl', theirs: [4, 4, 4] },
          { name: 'slow', ours: [9, 9, 9], peer: 'tar', theirs: [3, 3, 3], cause: 'it flushes' },
        ],
      },
      { benchmark: failing, rows: [], failure: 'exit 1' },
    ],
    { processor: 'a processor', cores: 2, date: '2026-01-02' },
  );
  expect(page).toContain('| quick | 2.0 (1.0–2.0) | curl | 4.0 (4.0–4.0) | 0.50 |');
  expect(page).toContain('- slow (3.00 of tar): it flushes');
  expect(page).toContain('on 2026-01-02, 2 cores');
  expect(page).not.toContain('- quick');
  expect(page).toContain(`- ${failing.name}: exit 1`);
});
