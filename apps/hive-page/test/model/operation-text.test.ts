import type { Job, JobResult, Operation } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { namesOf } from '../../src/model/names.js';
import { describeOperation, describeResult } from '../../src/model/operation-text.js';

it.each<[Operation, string]>([
  [{ operation: 'worker_install', worker: 'w' }, 'Install w'],
  [{ operation: 'worker_install', from: 'https://x.test/' }, 'Install https://x.test/'],
  [{ operation: 'worker_verify' }, 'Verify all workers'],
  [{ operation: 'worker_stop', process: 'p' }, 'Stop p'],
  [{ operation: 'catalog_prune' }, 'Remove old versions'],
  [{ operation: 'worker_rollback', worker: 'w' }, 'Roll back w'],
])('%j is %s', (operation, text) => {
  expect(describeOperation(operation)).toBe(text);
});

it('calls workers and processes by their names', () => {
  const nameOf = namesOf(
    [{ id: 'w', name: 'Echo worker', installed: undefined }],
    [{ id: 'p', worker: 'w-v1', name: 'mine' }],
  );
  expect(describeOperation({ operation: 'worker_install', worker: 'w' }, nameOf)).toBe('Install Echo worker');
  expect(describeOperation({ operation: 'worker_stop', process: 'p' }, nameOf)).toBe('Stop mine');
  expect(describeOperation({ operation: 'worker_remove', worker: 'gone' }, nameOf)).toBe('Remove gone');
});

it.each<[JobResult, string]>([
  [{ removed: [] }, 'There was nothing to remove.'],
  [{ removed: ['a', 'b'] }, 'Removed a, b.'],
  [{ current: 'w-v1' }, 'w-v1 is now the current version.'],
  [{ verified: [{ id: 'a', verdict: 'intact' }] }, 'a is intact.'],
  [
    {
      verified: [
        { id: 'a', verdict: 'intact' },
        { id: 'b', verdict: 'missing' },
        { id: 'c', verdict: 'outside' },
      ],
    },
    'b is missing. c names a program outside its own folder.',
  ],
  [
    {
      verified: [
        {
          id: 'a',
          verdict: 'changed',
          differences: ['1', '2', '3', '4'].map((path) => ({ path, kind: 'content' })),
          more: 5,
        },
      ],
    },
    'a is changed: 1 (content), 2 (content), 3 (content) and 6 more.',
  ],
])('%j is %s', (result, text) => {
  expect(describeResult({ result } as Job)).toBe(text);
});
