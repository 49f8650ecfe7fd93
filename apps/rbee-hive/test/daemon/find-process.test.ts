import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { expect, test } from 'vitest';
import { findProcess } from '../../src/daemon/find-process.js';

function processOf(id: string, worker: string, startedAt: string): WorkerProcess {
  return { id, worker, startedAt, state: 'running' } as unknown as WorkerProcess;
}

const KNOWN = [
  processOf('aa11', 'one-v1-linux', '2026-01-01T00:00:00Z'),
  processOf('aa22', 'one-v1-linux', '2026-01-02T00:00:00Z'),
  processOf('bb33', 'two-v1-linux', '2026-01-03T00:00:00Z'),
];

test.each([
  ['bb', 'running', 'bb33'],
  ['two', 'running', 'bb33'],
  ['aa1', 'newest', 'aa11'],
  ['one', 'newest', 'aa22'],
] as const)('%s, %s, is %s', (name, which, id) => {
  expect(findProcess(KNOWN, name, which).id).toBe(id);
});

test.each([
  ['aa', 'running', 'SEVERAL_RUNNING'],
  ['aa', 'newest', 'SEVERAL_RUNNING'],
  ['one', 'running', 'SEVERAL_RUNNING'],
  ['cc', 'newest', 'NOT_RUNNING'],
] as const)('%s, %s, is refused with %s', (name, which, code) => {
  expect(() => findProcess(KNOWN, name, which)).toThrow(expect.objectContaining({ code }));
});
