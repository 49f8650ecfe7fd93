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

test('with colours a code is a link to its page, and nothing but a code is one', () => {
  const [line = ''] = failureLines({ code: 'NEEDS_MISSING', message: 'a' }, pc.createColors(true));
  expect(line).toContain(
    '\u001b]8;;https://rbee-keeper.github.io/rbee-workers/errors/NEEDS_MISSING.html\u001b\\NEEDS_MISSING\u001b]8;;\u001b\\',
  );
  const [other = ''] = failureLines({ code: 'x/../y', message: 'a' }, pc.createColors(true));
  expect(other).not.toContain('http');
});
