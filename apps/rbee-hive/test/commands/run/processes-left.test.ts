import { expect, test } from 'vitest';
import { processesLeft, withProcessesLeft } from '../../../src/commands/run/processes-left.js';
import { CommandFailure } from '../../../src/errors.js';
import { Interrupted } from '../../../src/interruption.js';

const interrupted = new Interrupted('Stopped by SIGINT; nothing was left behind.', 130);

test('an interruption that left nothing stays as it is', () => {
  expect(withProcessesLeft(interrupted, [])).toBe(interrupted);
});

test('an interruption says what could not be ended, and no longer that nothing was left', () => {
  expect(withProcessesLeft(interrupted, [12])).toMatchObject({
    message: 'Stopped by SIGINT; process 12 could not be ended.',
    exitCode: 130,
  });
  expect(withProcessesLeft(interrupted, [12, 13])).toMatchObject({
    message: 'Stopped by SIGINT; processes 12, 13 could not be ended.',
  });
});

test('a failure says both', () => {
  const failure = new CommandFailure({ code: 'WORKER_ENDED', message: 'It ended.', hint: 'See above.' });
  expect(withProcessesLeft(failure, [12])).toMatchObject({
    code: 'WORKER_ENDED',
    message: 'It ended. Also, process 12 could not be ended.',
    hint: 'See above.',
  });
});

test('without another failure it is one', () => {
  expect(processesLeft([12])).toMatchObject({
    code: 'PROCESSES_LEFT',
    message: expect.stringContaining('12'),
  });
});
