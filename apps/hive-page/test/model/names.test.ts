import type { WorkerRow } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { namesOf } from '../../src/model/names.js';

it('a version, and a process without a name of its own, is called like its worker', () => {
  const installed = { versions: [{ id: 'w-v1-linux', version: '1' }] } as unknown as WorkerRow['installed'];
  const nameOf = namesOf([{ id: 'w', name: 'Echo worker', installed }], [{ id: 'p', worker: 'w-v1-linux' }]);
  expect(['w', 'w-v1-linux', 'p', 'unknown'].map(nameOf)).toEqual([
    'Echo worker',
    'Echo worker 1',
    'Echo worker 1',
    'unknown',
  ]);
});
