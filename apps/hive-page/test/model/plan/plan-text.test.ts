import { expect, it } from 'vitest';
import { missingText, networkPhases, networkText } from '../../../src/model/plan/plan-text.js';

const NETWORK = { phases: { prepare: ['pip', 'example.org'], build: ['cargo'], check: [] } };

it('names what is missing, with what is too old', () => {
  const missing = [
    { dependency: 'cmake>=3.20', found: { version: '3.16.3' } },
    { dependency: 'ninja' },
  ] as unknown as Parameters<typeof missingText>[0]['missing'];
  expect(missingText({ missing })).toBe('Missing on this machine: cmake>=3.20 (3.16.3 is installed), ninja.');
});

it('names what the build asks the network for', () => {
  expect(networkText(NETWORK)).toBe('pip and example.org in prepare(), cargo in build()');
  expect(networkPhases(NETWORK)).toEqual(['prepare', 'build']);
  expect([networkText(undefined), networkPhases(undefined)]).toEqual(['', []]);
});
