import { expect, test } from 'vitest';
import { isWorkerId } from '../src/names.js';

test.each(['a', 'llm-worker-rbee-cpu', 'Worker_1.0', 'x'.repeat(128)])('%s is a worker id', (id) => {
  expect(isWorkerId(id)).toBe(true);
});

test.each(['', '.', '..', 'a..b', '-a', '.a', 'a/b', 'a b', 'ä', 'a\n', 'x'.repeat(129)])(
  '%j is not a worker id',
  (id) => {
    expect(isWorkerId(id)).toBe(false);
  },
);
