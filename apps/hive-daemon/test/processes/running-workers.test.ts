import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { readRunningWorkers } from '../../src/processes/running-workers.js';
import { isAlive, useSpawned } from './support.js';

test('what a daemon runs is told without asking it, and no longer when it is stopped', async () => {
  const { stateDir, run, process: worker } = await useSpawned({});
  const { id, port, pid } = worker;
  expect(await readRunningWorkers(stateDir)).toEqual([
    { id, worker: 'server-v1.0-linux', state: 'healthy', port, pid },
  ]);
  await run({ operation: 'worker_stop', process: id });
  expect(await readRunningWorkers(stateDir)).toEqual([]);
});

test('a worker that goes on without a daemon runs; one that ended does not', async () => {
  const { stateDir, daemon, process: worker } = await useSpawned({}, { keepProcesses: true });
  const { pid = 0 } = worker;
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(-pid, 'SIGKILL');
  });
  await daemon.stop();
  expect(await readRunningWorkers(stateDir)).toMatchObject([{ worker: 'server-v1.0-linux', pid }]);
  process.kill(-pid, 'SIGKILL');
  await expect.poll(() => readRunningWorkers(stateDir)).toEqual([]);
});

test('one that is about to be started runs while its daemon lives', async () => {
  const { stateDir, daemon, process: worker } = await useSpawned({});
  const file = path.join(stateDir, 'processes', worker.id, 'process.json');
  const { identity: _identity, ...record } = JSON.parse(await readFile(file, 'utf8'));
  const between = { ...record, process: { ...record.process, state: 'restarting' } };
  await writeFile(file, JSON.stringify(between));
  expect(await readRunningWorkers(stateDir)).toMatchObject([{ state: 'restarting' }]);
  await daemon.stop();
  await writeFile(file, JSON.stringify(between));
  expect(await readRunningWorkers(stateDir)).toEqual([]);
});

test('where there is nothing, or nothing that can be read, nothing runs, and nothing is made', async () => {
  const stateDir = await useTempDir();
  expect(await readRunningWorkers(path.join(stateDir, 'missing'))).toEqual([]);
  for (const [name, content] of [
    ['1', '{'],
    ['2', '{"process":{}}'],
  ] as const) {
    await mkdir(path.join(stateDir, 'processes', name), { recursive: true });
    await writeFile(path.join(stateDir, 'processes', name, 'process.json'), content);
  }
  expect(await readRunningWorkers(stateDir)).toEqual([]);
});
