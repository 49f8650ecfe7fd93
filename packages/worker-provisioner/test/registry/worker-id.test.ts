import { expect, test } from 'vitest';
import { requireWorkerId } from '../../src/registry/worker-id.js';

test('a valid worker id passes', () => {
  expect(() => requireWorkerId('llm-worker-rbee-cpu')).not.toThrow();
});

test.each(['', '..', 'a/b', '-a'])('%j is refused', (id) => {
  expect(() => requireWorkerId(id)).toThrow(expect.objectContaining({ code: 'INVALID_WORKER_ID' }));
});
