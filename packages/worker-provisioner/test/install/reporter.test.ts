import { expect, test } from 'vitest';
import type { ProvisionEvent } from '../../src/events.js';
import { createReporter } from '../../src/install/reporter.js';

const BASE = { jobId: 'job', workerId: 'worker' };

test('a step is told at its start and its end, with job and worker', async () => {
  const events: ProvisionEvent[] = [];
  const report = createReporter(BASE, { onEvent: (event) => events.push(event) });
  expect(await report.step('parse', () => 7)).toBe(7);
  expect(events).toEqual([
    { ...BASE, type: 'step-start', step: 'parse' },
    { ...BASE, type: 'step-end', step: 'parse', milliseconds: expect.any(Number) },
  ]);
});

test('a step that fails has no end', async () => {
  const events: ProvisionEvent[] = [];
  const report = createReporter(BASE, { onEvent: (event) => events.push(event) });
  await expect(report.step('parse', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(events.map((event) => event.type)).toEqual(['step-start']);
});

test('without a listener nothing is told', async () => {
  expect(await createReporter(BASE, {}).step('parse', () => 7)).toBe(7);
});

test('after an abort no step begins', async () => {
  const events: ProvisionEvent[] = [];
  const options = { onEvent: (event: ProvisionEvent) => events.push(event), signal: AbortSignal.abort('no') };
  await expect(createReporter(BASE, options).step('parse', () => 7)).rejects.toBe('no');
  expect(events).toEqual([]);
});
