import pc from 'picocolors';
import { expect, test } from 'vitest';
import { failureLines } from '../../src/output/failure-lines.js';

const colors = pc.createColors(false);

test('the lines of a hint stay lines, without what could steer a terminal', () => {
  const hint = 'Its last lines:\nfirst\u001b[2J\nsecond';
  expect(failureLines({ code: 'WORKER_NOT_READY', message: 'It ended.', hint }, colors)).toEqual([
    'error WORKER_NOT_READY It ended.',
    'hint Its last lines:',
    '    first',
    '    second',
  ]);
});

test('without a hint there is none', () => {
  expect(failureLines({ code: 'X', message: 'a' }, colors)).toEqual(['error X a']);
});
