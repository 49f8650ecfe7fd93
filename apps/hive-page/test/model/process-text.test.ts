import { expect, it } from 'vitest';
import { explainState, isOver } from '../../src/model/process-text.js';
import { CRASHED, HEALTHY } from '../fake-daemon/example-machine.js';

it('describes a process', () => {
  expect([HEALTHY, CRASHED].map(isOver)).toEqual([false, true]);
  expect(explainState(HEALTHY)).toBeUndefined();
  expect(explainState(CRASHED)).toBe('It ended by itself: exit code 1.');
  expect(explainState({ ...HEALTHY, restarts: 2 })).toBe('Restarted 2 times.');
});
