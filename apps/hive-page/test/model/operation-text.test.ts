import type { Job, JobResult, Operation } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { describeOperation, describeResult, spawnFromForm } from '../../src/model/operation-text.js';

it.each<[Operation, string]>([
  [{ operation: 'worker_install', worker: 'w' }, 'Install w'],
  [{ operation: 'worker_install', from: 'https://x.test/' }, 'Install https://x.test/'],
  [{ operation: 'worker_verify' }, 'Verify all workers'],
  [{ operation: 'worker_stop', process: 'p' }, 'Stop process p'],
  [{ operation: 'catalog_prune' }, 'Remove old versions'],
  [{ operation: 'worker_rollback', worker: 'w' }, 'Roll back w'],
])('%j is %s', (operation, text) => {
  expect(describeOperation(operation)).toBe(text);
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

const FORM = { worker: 'w', port: '', queenUrl: '', args: '', restart: false };

it('an empty form leaves everything to the hive', () => {
  expect(spawnFromForm(FORM)).toEqual({ operation: 'worker_spawn', worker: 'w' });
});

it('a full form is passed on, an argument a line', () => {
  const form = { port: ' 8080 ', queenUrl: 'http://q.test', args: '--a\n\n b\n', restart: true };
  expect(spawnFromForm({ ...FORM, ...form })).toEqual({
    ...{ operation: 'worker_spawn', worker: 'w', port: 8080, queenUrl: 'http://q.test' },
    ...{ args: ['--a', ' b'], restart: 'on-failure' },
  });
});

it.each([
  ['port', '0'],
  ['port', '65536'],
  ['port', '80a'],
  ['queenUrl', 'queen'],
  ['queenUrl', 'file:///etc/passwd'],
  ['args', 'x\n'.repeat(65)],
])('%s %j is refused at its field', (field, value) => {
  expect(spawnFromForm({ ...FORM, [field]: value })).toMatchObject({ field });
});
