import path from 'node:path';
import { newFamilyMark } from '@rbee-internal/system/process';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import type { RestartPolicy } from '../../src/api.js';
import { SequencedLog } from '../../src/log/sequenced-log.js';
import { choosePort } from '../../src/processes/choose-port.js';
import { ManagedProcess } from '../../src/processes/managed-process.js';
import { OutputPump } from '../../src/processes/output/output-pump.js';
import { ReadBudget } from '../../src/processes/output/read-budget.js';
import type { ProcessRecord } from '../../src/processes/process-store.js';
import { until } from '../support.js';
import { isAlive } from './support.js';

const PROGRAM = path.join(import.meta.dirname, 'worker-program.mjs');

interface Wanted {
  readonly restart?: RestartPolicy;
  readonly args?: readonly string[];
}

/** A worker that is asked for its health all the time, and the states that it came to. */
async function useManaged({ restart = 'never', args = [] }: Wanted = {}) {
  const folder = await useTempDir();
  const port = await choosePort(undefined);
  const url = `http://127.0.0.1:${port}`;
  const record: ProcessRecord = {
    program: process.execPath,
    mark: newFamilyMark(),
    readySeconds: 30,
    process: {
      ...{ id: 'one', worker: 'worker', state: 'starting', port, url },
      ...{ args: [PROGRAM, '--port', String(port), ...args], restart, restarts: 0 },
      startedAt: new Date().toISOString(),
    },
  };
  const now = () => new Date();
  const log = await SequencedLog.open({ folder, frame: (_seq, line) => line });
  const pump = await OutputPump.open({ folder, log, fileBytes: 1_000_000, now, budget: new ReadBudget() });
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
  const notes = async () => {
    const lines = (await log.newest(100)).map(({ line }) => JSON.parse(line));
    return lines.filter(({ stream }) => stream === 'hive').map(({ line }) => line);
  };
  return { managed, states, ask, notes };
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

test('a worker that answers no more is ended with all of its own and started again, if it is to be', async () => {
  const { managed, states, ask, notes } = await useManaged({ restart: 'on-failure' });
  const { pid = 0 } = managed.process;
  const child = Number(await ask('/runner'));
  await ask('/sicken?times=1000000');
  await until('it is healthy again', () => managed.process.restarts === 1 && states.at(-1) === 'healthy');
  expect(states).toEqual(['starting', 'healthy', 'unhealthy', 'restarting', 'starting', 'healthy']);
  expect(managed.process.pid).not.toBe(pid);
  expect([isAlive(pid), isAlive(child)]).toEqual([false, false]);
  expect(await notes()).toEqual(['It is started again in 1 s: GET /health failed 3 times in a row.']);
});

test('a worker that is unhealthy and not to be started again is left to get well', async () => {
  const { managed, states, ask } = await useManaged();
  const { pid = 0 } = managed.process;
  await ask('/sicken?times=3');
  await until('it is healthy again', () => states.length === 4);
  expect(managed.process).toMatchObject({ pid, restarts: 0, state: 'healthy' });
});
