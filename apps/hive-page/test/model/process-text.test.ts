import { expect, it } from 'vitest';
import { explainState, isOver, processName } from '../../src/model/process-text.js';
import { CRASHED, HEALTHY } from '../fake-daemon/example-machine.js';
import { ROWS } from '../fake-daemon/example-workers.js';

it('describes a process', () => {
  expect([HEALTHY, CRASHED].map(isOver)).toEqual([false, true]);
  expect(explainState(HEALTHY)).toBeUndefined();
  expect(explainState(CRASHED)).toBe('It ended by itself: exit code 1.');
  expect(explainState({ ...HEALTHY, restarts: 2 })).toBe('Restarted 2 times.');
});

it('a process has the name of its worker, or its id where that is gone', () => {
  expect(processName({ worker: 'echo-worker-cpu-v0.1.0-linux' }, ROWS)).toBe('Echo Worker (CPU)');
  expect(processName({ worker: 'gone-v1-linux' }, ROWS)).toBe('gone-v1-linux');
});
