import { expect, test } from 'vitest';
import { isFileName, isWorkerId } from '../../src/store/names.js';

test.each(['a', '0', 'llm-worker-rbee-cpu', 'a._-', 'x'.repeat(128)])('%s is a worker id', (text) => {
  expect(isWorkerId(text)).toBe(true);
});

test.each(['', '.', '..', '-a', '_a', '.a', 'a..b', 'A', 'a b', 'a/b', 'a\\b', 'a\n', 'ä', 'x'.repeat(129)])(
  '%j is not a valid worker id',
  (text) => {
    expect(isWorkerId(text)).toBe(false);
  },
);

test.each(['a', 'Makefile', 'echo-worker.c', 'a+b@1.patch', '_x'])('%s is a file name', (text) => {
  expect(isFileName(text)).toBe(true);
});

test.each(['', '.', '..', '.a', '-a', 'a..b', 'a b', 'a/b', 'a\\b', 'a\0', 'a\n', 'x'.repeat(129)])(
  '%j is not a valid file name',
  (text) => {
    expect(isFileName(text)).toBe(false);
  },
);
