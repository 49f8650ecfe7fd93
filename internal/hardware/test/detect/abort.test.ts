import { getEventListeners } from 'node:events';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import { fakeSystem, fixture, SMI_QUERY } from '../fake-system.js';

const reason = new Error('the person changed their mind');

test('an aborted signal rejects before anything is asked', async () => {
  let asked = 0;
  const options = fakeSystem({});
  const count = async () => {
    asked += 1;
    return '';
  };
  const detection = detectHardware({ ...options, readFile: count, signal: AbortSignal.abort(reason) });
  expect(await rejectionOf(detection)).toBe(reason);
  expect(asked).toBe(0);
});

test.each(['readFile', 'listFolder', 'run'] as const)(
  'aborting during %s rejects with the reason',
  async (name) => {
    const stop = new AbortController();
    const hang = async () => {
      setTimeout(() => stop.abort(reason), 10);
      return await new Promise<never>(() => {});
    };
    const before = performance.now();
    const error = await rejectionOf(detectHardware({ ...fakeSystem({}), [name]: hang, signal: stop.signal }));
    expect(error).toBe(reason);
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  },
);

test('an injected reader that never answers is given up after the time limit', async () => {
  const { failures, cuda } = await detectHardware({
    ...fakeSystem({ commands: { [SMI_QUERY]: fixture('nvidia-smi-query.txt') } }),
    readFile: () => new Promise<never>(() => {}),
    probeTimeoutMs: 20,
  });
  expect(failures).toContainEqual({
    probe: 'machine',
    source: '/proc/cpuinfo',
    code: 'TIMEOUT',
    reason: 'No answer after 20 ms.',
  });
  expect(cuda.devices?.value).toHaveLength(2);
});

test('no listener is left after success', async () => {
  const { signal } = new AbortController();
  await detectHardware({ ...fakeSystem({}), signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
