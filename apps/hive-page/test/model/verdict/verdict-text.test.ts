import { expect, it } from 'vitest';
import { changesOf, isSaidBy, verdictText } from '../../../src/model/verdict/verdict-text.js';

const reason = { code: 'NO_DRIVER', missing: 'driver', weight: 'blocked', message: 'No driver.' } as const;
const advice = { ...reason, code: 'SANDBOX', weight: 'advice', message: 'No sandbox.' } as const;
const verdict = {
  workerId: 'w',
  state: 'blocked',
  summary: 'No driver.',
  reasons: [reason, advice],
} as const;

it('of what is not installed the reasons say all', () => {
  expect(verdictText(verdict)).toEqual({
    standing: undefined,
    reasons: [
      { reason, isSaid: false },
      { reason: advice, isSaid: false },
    ],
  });
});

it('of what is installed nothing is said twice', () => {
  const summary = 'The registry has version 2.0; 1.0 is installed. No driver.';
  expect(verdictText({ ...verdict, installedVersion: '1.0', summary })).toEqual({
    standing: summary,
    reasons: [
      { reason, isSaid: true },
      { reason: advice, isSaid: false },
    ],
  });
  expect(verdictText({ workerId: 'w', state: 'installed', reasons: [] })).toEqual({
    standing: undefined,
    reasons: [],
  });
});

it('an obstacle with the words of a reason is said already', () => {
  expect(isSaidBy(verdict, { code: 'HARDWARE_UNSUPPORTED', message: 'w cannot run: No driver.' })).toBe(true);
  expect(isSaidBy(verdict, { code: 'SANDBOX', message: 'No sandbox.' })).toBe(false);
});

it('what of the machine changed is among the reasons', () => {
  const changed = { ...advice, code: 'MACHINE_CHANGED', missing: 'fact' } as const;
  expect(changesOf({ ...verdict, reasons: [reason, changed] })).toEqual([changed]);
  expect(changesOf(verdict)).toEqual([]);
});
