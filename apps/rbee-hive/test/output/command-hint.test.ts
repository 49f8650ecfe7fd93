import { expect, test } from 'vitest';
import { commandHint } from '../../src/output/command-hint.js';

const EXECUTOR_HINT =
  'Its last lines of output are in lastLines. It ran in a sandbox: see the options network, readable and writable if it needs more than it may have.';

test.each([
  [
    { code: 'FUNCTION_FAILED', hint: EXECUTOR_HINT, phase: 'build' },
    /^Its last lines are shown above\. It may reach servers with --network build, .*--sandbox off\.$/,
  ],
  [
    {
      code: 'FUNCTION_FAILED',
      hint: `${EXECUTOR_HINT} It asked for servers that it may not reach: a.example.`,
    },
    /above\. It asked for servers that it may not reach: a\.example\. .*--network PHASE/,
  ],
  [
    { code: 'FUNCTION_FAILED', hint: 'Its last lines of output are in lastLines.' },
    /^Its last lines are shown above\.$/,
  ],
  [
    { code: 'LIMIT', hint: 'Raise limits.memoryBytes, or build with fewer processes: MAKEFLAGS.' },
    /--jobs 1/,
  ],
  [{ code: 'NEEDS_MISSING', hint: 'Run: apt install cmake' }, /^Run: apt install cmake --ignore-missing /],
  [{ code: 'NOT_EVALUATED' }, /^--evaluate /],
  [{ code: 'LAUNCH_INCOMPLETE', hint: 'Give it as "model".' }, /^Name it with --model FILE/],
  [
    { code: 'PROGRAM_AMBIGUOUS', candidates: ['usr/bin/a', 'usr/bin/b'] },
    /nothing is rebuilt:\n--program usr\/bin\/a\n--program usr\/bin\/b$/,
  ],
  [
    { code: 'PROGRAM_AMBIGUOUS', candidates: Array.from({ length: 25 }, (_, n) => `p${n}`) },
    /p19\nand 5 more$/,
  ],
  [{ code: 'CPU_ON_GPU_HOST', hint: 'Set allowCpuFallback.' }, /--allow-cpu/],
  [{ code: 'LOCK_MISMATCH', hint: 'x' }, /without --locked/],
  [{ code: 'RECIPE_CHANGED', hint: 'x' }, /--force/],
  [{ code: 'OTHER', hint: 'Its own.' }, /^Its own\.$/],
])('%j names what a user of the command line can do', (failure, hint) => {
  expect(commandHint(failure)).toMatch(hint);
});

test('where there is nothing to say there is no hint', () => {
  expect(commandHint({ code: 'toString' })).toBeUndefined();
  expect(commandHint({ code: 'BUSY' })).toBeUndefined();
});

test.each([
  ['SANDBOX', 'Or run without a sandbox: sandbox: "prefer".', 'Or run without a sandbox: --sandbox prefer.'],
  ['SOURCE_FAILED', 'Its last lines of output are in lastLines.', 'Its last lines are shown above.'],
])('%s names a flag in place of an option', (code, hint, shown) => {
  expect(commandHint({ code, hint })).toBe(shown);
});
