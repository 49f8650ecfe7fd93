import { expect, test } from 'vitest';
import { processesMentioning } from '../../src/index.js';

test('a running process is found by its command line', () => {
  expect(processesMentioning('node').length + processesMentioning('vitest').length).toBeGreaterThan(0);
  expect(processesMentioning('no-process-has-this-name')).toEqual([]);
});
