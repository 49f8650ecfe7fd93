import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessList, WorkerProcess } from '../../src/api.js';
import { AUTHORIZATION, clientOf, useDaemon } from '../support.js';
import { isAlive, useSpawned } from './support.js';

test('workers end with the daemon', async () => {
  const { daemon, process } = await useSpawned({});
  await daemon.stop();
  expect(isAlive(process.pid ?? 0)).toBe(false);
});

test('workers that are kept go on, and the next daemon goes on with them', async () => {
  const first = await useSpawned({}, { keepProcesses: true });
  const { process, catalog, stateDir } = first;
  onTestFinished(() => endIfAlive(process.pid));
  await first.daemon.stop();
  expect(isAlive(process.pid ?? 0)).toBe(true);
  await fetch(`${process.url}/print?count=2`);

  const second = await useDaemon({ catalog, stateDir, keepProcesses: true });
  const { body } = await second.call<WorkerProcess>('GET', `/v1/processes/${process.id}`);
  expect(body).toMatchObject({ pid: process.pid, port: process.port });
  const { id } = await second.post({ operation: 'worker_stop', process: process.id });
  const stream = await fetch(`${second.url}/v1/processes/${process.id}/logs/stream`, {
    headers: AUTHORIZATION,
  });
  const told = await stream.text();
  // What it printed while no daemon looked is there, once.
  expect(told.match(/"line":"line \d"/g)).toEqual(['"line":"line 0"', '"line":"line 1"']);
  await second.events(id);
  expect(isAlive(process.pid ?? 0)).toBe(false);
  expect((await second.call<ProcessList>('GET', '/v1/processes')).body.processes).toMatchObject([
    { state: 'stopped' },
  ]);
});

test('workers that a dead daemon left are ended where they are not kept', async () => {
  const first = await useSpawned({}, { keepProcesses: true });
  onTestFinished(() => endIfAlive(first.process.pid));
  await first.daemon.stop();
  const second = await useDaemon({ catalog: first.catalog, stateDir: first.stateDir });
  expect(isAlive(first.process.pid ?? 0)).toBe(false);
  expect((await second.call<ProcessList>('GET', '/v1/processes')).body.processes).toMatchObject([
    { state: 'stopped' },
  ]);
});

test.each([
  ['start', '1'],
  ['boot', 'another run of the machine'],
  ['executable', '/bin/true'],
])('a process of another %s is no worker of ours and is left alone', async (member, value) => {
  const first = await useSpawned({}, { keepProcesses: true });
  const { process, stateDir } = first;
  onTestFinished(() => endIfAlive(process.pid));
  await first.daemon.stop();
  const file = path.join(stateDir, 'processes', process.id, 'process.json');
  const record = JSON.parse(await readFile(file, 'utf8'));
  record.identity[member] = value;
  await writeFile(file, JSON.stringify(record));

  const second = await useDaemon({ catalog: first.catalog, stateDir });
  expect((await second.call<ProcessList>('GET', '/v1/processes')).body.processes).toMatchObject([
    { state: 'lost' },
  ]);
  await clientOf(second.url).run({ operation: 'worker_stop', process: process.id });
  expect(isAlive(process.pid ?? 0)).toBe(true);
});

function endIfAlive(pid: number | undefined): void {
  if (pid !== undefined && isAlive(pid)) process.kill(-pid, 'SIGKILL');
}
