import { expect, onTestFinished, test } from 'vitest';
import { listenForSignals } from '../../src/serve/server-signals.js';

const NAMES = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** Signals of this process are not sent, only announced. */
function useSignals() {
  const before = new Map(NAMES.map((name) => [name, process.listeners(name)]));
  onTestFinished(() => {
    for (const name of NAMES)
      for (const listener of process.listeners(name))
        if (!before.get(name)?.includes(listener)) process.off(name, listener);
  });
  return listenForSignals();
}

test('SIGHUP before there is anything to reload is made up for, once', () => {
  const { onHangUp } = useSignals();
  process.emit('SIGHUP', 'SIGHUP');
  process.emit('SIGHUP', 'SIGHUP');
  let reloads = 0;
  onHangUp(() => {
    reloads += 1;
  });
  expect(reloads).toBe(1);
  process.emit('SIGHUP', 'SIGHUP');
  expect(reloads).toBe(2);
});

test('without one nothing is reloaded', () => {
  const { onHangUp } = useSignals();
  let reloads = 0;
  onHangUp(() => {
    reloads += 1;
  });
  expect(reloads).toBe(0);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it, a second one is no longer caught', (name) => {
  const count = process.listenerCount(name);
  const { stopping } = useSignals();
  expect(stopping.aborted).toBe(false);
  process.emit(name, name);
  expect(stopping.aborted).toBe(true);
  expect(process.listenerCount(name)).toBe(count);
});
