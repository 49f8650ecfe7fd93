import { expect, test, vi } from 'vitest';
import type { FetchEvent } from '../src/index.js';
import { createProgressReporter } from '../src/progress.js';

test('tells ten times a second at most, and the last state once', () => {
  const clock = vi.spyOn(performance, 'now');
  const told: FetchEvent[] = [];
  const progress = createProgressReporter('f', (event) => told.push(event));
  for (let millisecond = 0; millisecond < 250; millisecond += 10) {
    clock.mockReturnValue(1000 + millisecond);
    progress.report(millisecond + 1, undefined);
  }
  progress.finish();
  progress.finish();
  expect(told).toEqual(
    [1, 101, 201, 241].map((receivedBytes) => ({
      type: 'source-progress',
      name: 'f',
      receivedBytes,
      totalBytes: undefined,
    })),
  );
});
