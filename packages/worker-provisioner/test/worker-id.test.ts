import { expect, test } from 'vitest';
import { isWorkerId, requireWorkerId } from '../src/worker-id.js';

test.each(['a', 'llm-worker-rbee-cpu', 'Worker_1.0', 'x'.repeat(128)])('%s is a worker id', (id) => {
  expect(isWorkerId(id)).toBe(true);
  expect(() => requireWorkerId(id)).not.toThrow();
});

test.each(['', '.', '..', 'a..b', '-a', '.a', 'a/b', 'a b', 'ä', 'a\n', 'x'.repeat(129)])(
  '%j is none',
  (id) => {
    expect(isWorkerId(id)).toBe(false);
    expect(() => requireWorkerId(id)).toThrow(expect.objectContaining({ code: 'INVALID_WORKER_ID' }));
  },
);
