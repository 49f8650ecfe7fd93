import { spawn } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identify, type ProcessIdentity } from '@rbee-internal/system/process';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProcessList, WorkerProcess } from '../../../src/api.js';
import { AUTHORIZATION, until, useDaemon } from '../../support.js';
import { isAlive, useSpawned } from '../support.js';

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

/** A worker that ended while no daemon looked, and a process of another user that has its pid by now. */
async function usePidOfAnother(change: Partial<ProcessIdentity>) {
  const first = await useSpawned({}, { keepProcesses: true });
  await first.daemon.stop();
  process.kill(-(first.process.pid ?? 0), 'SIGKILL');
  const other = spawn('sleep', ['62'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => endIfAlive(other.pid));
  const identity = await identify(other.pid ?? 0);
  await changeRecord(first, (record) => ({ ...record, identity: { ...identity, ...change } }));
  return { ...first, other: other.pid ?? 0 };
}

async function changeRecord(
  { stateDir, process: { id } }: { readonly stateDir: string; readonly process: WorkerProcess },
  change: (record: Record<string, unknown>) => object,
) {
  const file = path.join(stateDir, 'processes', id, 'process.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
}

test.each<[string, Partial<ProcessIdentity>]>([
  ['another start', { start: '1' }],
  ['another run of the machine', { boot: '0123456789ab' }],
  ['another pid namespace', { namespace: '0123456789ab' }],
])('a process with the pid of a worker, but of %s, is left alone', async (_what, change) => {
  for (const keepProcesses of [true, false]) {
    const { catalog, stateDir, other, process: worker } = await usePidOfAnother(change);
    const second = await useDaemon({ catalog, stateDir, keepProcesses });
    expect((await second.call<ProcessList>('GET', '/v1/processes')).body.processes).toMatchObject([
      { state: 'lost' },
    ]);
    await second.run({ operation: 'worker_stop', process: worker.id });
    await second.daemon.stop();
    expect(isAlive(other)).toBe(true);
  }
});

test('a worker whose program was replaced while it runs is still the same', async () => {
  const first = await useSpawned({}, { keepProcesses: true });
  onTestFinished(() => endIfAlive(first.process.pid));
  await first.daemon.stop();
  const { path: program } = (await first.catalog.list())[0] ?? { path: '' };
  await rename(program, `${program}.old`);
  await writeFile(program, 'another program altogether');

  const second = await useDaemon({ ...first, keepProcesses: true });
  expect((await second.call<ProcessList>('GET', '/v1/processes')).body.processes).toMatchObject([
    { state: 'healthy', pid: first.process.pid },
  ]);
  const job = await second.run({ operation: 'worker_stop', process: first.process.id });
  expect(job).toMatchObject({ state: 'succeeded', result: { process: { state: 'stopped' } } });
  expect(isAlive(first.process.pid ?? 0)).toBe(false);
});

describe('a runner with a session of its own, whose parent has ended,', () => {
  async function useRunner(options: { readonly keepProcesses?: boolean; readonly restart?: string } = {}) {
    const { restart = 'never', ...rest } = options;
    const spawned = await useSpawned({ restart }, rest);
    const runner = Number(await (await fetch(`${spawned.process.url}/runner`)).text());
    onTestFinished(() => endIfAlive(runner));
    expect(isAlive(runner)).toBe(true);
    return { ...spawned, runner };
  }

  test('ends with its worker', async () => {
    const { run, runner, process: worker } = await useRunner();
    await run({ operation: 'worker_stop', process: worker.id });
    expect(isAlive(runner)).toBe(false);
  });

  test('ends with the daemon', async () => {
    const { daemon, runner } = await useRunner();
    await daemon.stop();
    expect(isAlive(runner)).toBe(false);
  });

  test('ends before its worker is started again', async () => {
    const { call, runner, process: worker } = await useRunner({ restart: 'on-failure' });
    await fetch(`${worker.url}/crash`).catch(() => undefined);
    await until('it is healthy again', async () => {
      const { body } = await call<WorkerProcess>('GET', `/v1/processes/${worker.id}`);
      return body.restarts === 1 && body.state === 'healthy';
    });
    expect(isAlive(runner)).toBe(false);
  });

  test('ends with a worker that a later daemon goes on with', async () => {
    const first = await useRunner({ keepProcesses: true });
    onTestFinished(() => endIfAlive(first.process.pid));
    await first.daemon.stop();
    expect(isAlive(first.runner)).toBe(true);
    const second = await useDaemon({ ...first, keepProcesses: true });
    await second.run({ operation: 'worker_stop', process: first.process.id });
    expect(isAlive(first.runner)).toBe(false);
  });

  test('ends at the next start where its worker ended meanwhile, or was not recorded', async () => {
    for (const change of [{}, { identity: undefined }]) {
      const first = await useRunner({ keepProcesses: true });
      await first.daemon.stop();
      process.kill(-(first.process.pid ?? 0), 'SIGKILL');
      await changeRecord(first, (record) => ({ ...record, ...change }));
      await useDaemon({ ...first, keepProcesses: true });
      expect(isAlive(first.runner)).toBe(false);
    }
  });
});

function endIfAlive(pid: number | undefined): void {
  if (pid !== undefined && isAlive(pid)) process.kill(-pid, 'SIGKILL');
}
