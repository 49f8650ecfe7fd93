import { expect, test } from 'vitest';
import { identify } from '../../src/process/identity.js';
import { signalProcess } from '../../src/process/signal-process.js';
import { startProcess } from '../../src/process/start-process.js';

test('a signal goes to the process that is meant, and to no other with its id', async () => {
  const started = startProcess('sleep', ['30'], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const identity = await identify(started.pid ?? 0);
  if (identity === undefined) throw new Error('It did not start.');
  expect(await signalProcess({ ...identity, start: '1' }, 'SIGTERM')).toBe(false);
  expect(started.end()).toBeUndefined();
  expect(await signalProcess(identity, 'SIGTERM')).toBe(true);
  expect(await started.ended).toMatchObject({ type: 'signal', signal: 'SIGTERM' });
  expect(await signalProcess(identity, 'SIGTERM')).toBe(false);
});
