import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { SequencedLog } from '../../src/log/sequenced-log.js';
import { choosePort } from '../../src/processes/choose-port.js';
import { ManagedProcess } from '../../src/processes/managed-process.js';
import { OutputPump } from '../../src/processes/output-pump.js';
import type { ProcessRecord } from '../../src/processes/process-store.js';
import { until } from '../support.js';

const PROGRAM = path.join(import.meta.dirname, 'worker-program.mjs');

/** A worker that is asked for its health all the time, and the states that it came to. */
async function useManaged() {
  const folder = await useTempDir();
  const port = await choosePort(undefined);
  const url = `http://127.0.0.1:${port}`;
  const record: ProcessRecord = {
    program: process.execPath,
    readySeconds: 30,
    process: {
      ...{ id: 'one', worker: 'worker', state: 'starting', port, url },
      ...{ args: [PROGRAM, '--port', String(port)], restart: 'never', restarts: 0 },
      startedAt: new Date().toISOString(),
    },
  };
  const now = () => new Date();
  const log = await SequencedLog.open({ folder, frame: (_seq, line) => line });
  const pump = await OutputPump.open({ folder, log, fileBytes: 1_000_000, now });
  const states: string[] = [];
  const managed = new ManagedProcess({
    ...{ record, folder, log, pump, now, env: {} },
    healthPollMilliseconds: 20,
    onChange: async (changed) => {
      if (changed.process.state !== states.at(-1)) states.push(changed.process.state);
    },
  });
  onTestFinished(() => managed.stop(0));
  await managed.start(new AbortController().signal);
  const ask = async (target: string) => (await fetch(`${url}${target}`)).text();
  return { managed, states, ask };
}

test('a worker whose health fails three times in a row is unhealthy, until it answers again', async () => {
  const { managed, states, ask } = await useManaged();
  // Failures that are not in a row do not add up.
  for (const round of ['once', 'twice']) {
    await ask('/sicken?times=2');
    await until(`it is well again ${round}`, async () => Number(await ask('/succeeded')) > 0);
  }
  expect(states).toEqual(['starting', 'healthy']);

  await ask('/sicken?times=3');
  await until('it is healthy again', () => states.length === 4);
  expect(states).toEqual(['starting', 'healthy', 'unhealthy', 'healthy']);
  await managed.stop(0);
  expect(states.slice(4)).toEqual(['stopping', 'stopped']);
});
