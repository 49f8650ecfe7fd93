import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type {
  Job,
  LogPage,
  ProcessList,
  PrunedProcesses,
  SettingsList,
  WorkerProcess,
} from '../../../src/api.js';
import { recipe } from '../../recipes.js';
import { type TestDaemon, until, useDaemon } from '../../support.js';
import { serverRecipe, useSpawned } from '../support.js';

/** Programs that end at once, each for a reason of its own. */
const BROKEN = {
  library:
    'echo "worker: error while loading shared libraries: libfoo.so.9: cannot open shared object file: No such file or directory" >&2; exit 127',
  illegal: 'kill -ILL $$',
};

async function useBroken(): Promise<TestDaemon> {
  const workers = Object.fromEntries(
    Object.entries(BROKEN).map(([id, script]) => [id, { pkgbuild: recipe(id, script) }]),
  );
  const interpreter = recipe('script').replace('#!/bin/sh', '#!/lib/ld-none.so.1');
  return useDaemon({ workers: { ...workers, script: { pkgbuild: interpreter } } });
}

function processOf(job: Job): WorkerProcess {
  if (job.result === undefined || !('process' in job.result)) throw new Error(JSON.stringify(job.error));
  return job.result.process;
}

describe('a worker that is not ready says why', () => {
  test.each([
    [
      'loads',
      { args: [], health: { path: '/loading' } },
      /still loads: GET \/loading is 503 \(Loading model\)/,
    ],
    ['is sent elsewhere', { health: { path: '/moved' } }, /GET \/moved with a redirect \(307\)/],
    [
      'listens at another port',
      { args: ['--other-port'] },
      /does not listen at port \d+ of 127.0.0.1, but at port \d+/,
    ],
    ['listens at IPv6', { args: ['--six'] }, /of IPv6 \(::1\) only/],
    ['is silent', { args: ['--silent'] }, /takes connections at port \d+, but does not answer GET \/health/],
  ])('that %s', { timeout: 20_000 }, async (_name, settings, message) => {
    const daemon = await useDaemon({ workers: { server: serverRecipe } });
    await daemon.run({ operation: 'worker_install', worker: 'server' });
    const spawn = { operation: 'worker_spawn', worker: 'server', readySeconds: 1, ...settings };
    const { error } = await daemon.run(spawn);
    expect(error).toMatchObject({ code: 'WORKER_NOT_READY', message: expect.stringMatching(message) });
    expect(error?.hint).toMatch(/more time.*Its last lines:\nbegin/s);
  });

  test('that lacks something says what', async () => {
    const { run } = await useBroken();
    const hintOf = async (worker: string) => {
      await run({ operation: 'worker_install', worker });
      return (await run({ operation: 'worker_spawn', worker })).error?.hint;
    };
    expect(await hintOf('library')).toContain('needs the library libfoo.so.9');
    expect(await hintOf('illegal')).toContain('instructions that this processor does not have');
    expect(await hintOf('script')).toContain('a script for /lib/ld-none.so.1');
  });
});

test('a worker is asked for its health as its start says, and its progress is one line', async () => {
  const { call, process } = await useSpawned({
    ...{ args: ['--progress'], health: { path: '/ready', method: 'POST', status: [204] } },
    ...{ gpu: '0,2', env: { FLAVOUR: 'x=y' } },
  });
  expect(process.state).toBe('healthy');
  const environment = (await (await fetch(`${process.url}/environment`)).json()) as Record<string, string>;
  expect(environment).toMatchObject({
    FLAVOUR: 'x=y',
    CUDA_VISIBLE_DEVICES: '0,2',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  });
  const { body } = await call<LogPage>('GET', `/v1/processes/${process.id}/logs`);
  const lines = body.lines.map(({ line }) => line);
  expect(lines).toContain('100 %');
  expect(lines.join('\n')).not.toContain('50 %');
});

describe('options of a start', () => {
  let daemon: TestDaemon & { readonly process: WorkerProcess };

  test('are repeated by the next one, until they are forgotten', { timeout: 30_000 }, async () => {
    daemon = await useSpawned({ args: ['--core', '--model', 'a'], env: { A: '1' }, name: 'first' });
    const { call, run, process } = daemon;
    expect(process.name).toBe('first');
    expect((await run({ operation: 'worker_spawn', worker: 'server', name: 'first' })).error?.code).toBe(
      'NAME_TAKEN',
    );
    const again = processOf(await run({ operation: 'worker_spawn', worker: 'server' }));
    expect(again.args.slice(-3)).toEqual(['--core', '--model', 'a']);
    expect(again.settings).toMatchObject({ env: { A: '1' } });
    const { settings } = (await call<SettingsList>('GET', '/v1/settings')).body;
    expect(settings).toMatchObject([{ worker: 'server', settings: { env: { A: '1' } } }]);
    expect((await call('PUT', '/v1/settings', { worker: 'server', settings: { port: 1 } })).status).toBe(400);
    const set = await call('PUT', '/v1/settings', { worker: 'server', settings: { args: ['--b'] } });
    expect(set.body).toMatchObject({ worker: 'server', settings: { args: ['--b'] } });
    const third = processOf(await run({ operation: 'worker_spawn', worker: 'server' }));
    expect(third.args.at(-1)).toBe('--b');
    expect((await call('DELETE', '/v1/settings/server')).body).toEqual({ removed: 1 });
    const fourth = processOf(await run({ operation: 'worker_spawn', worker: 'server' }));
    expect(fourth.args.at(-1)).toBe('http://localhost:7833');
    await pruneAll([process, again, third, fourth]);
  });

  /** Ends them one by one, and forgets what ended. */
  async function pruneAll(processes: readonly WorkerProcess[]): Promise<void> {
    const { call, run, stateDir } = daemon;
    const [first, ...others] = processes;
    expect((await call('DELETE', `/v1/processes/${first?.id}`)).status).toBe(409);
    for (const { id } of processes) await run({ operation: 'worker_stop', process: id });
    const work = path.join(stateDir, 'processes', String(first?.id), 'work');
    expect(await readdir(work)).toEqual([]);
    const { removed, bytes } = (await call<PrunedProcesses>('DELETE', `/v1/processes/${first?.id}`)).body;
    expect([removed, bytes > 0]).toEqual([[first?.id], true]);
    const pruned = (await call<PrunedProcesses>('DELETE', '/v1/processes')).body;
    expect([...pruned.removed].sort()).toEqual(others.map(({ id }) => id).sort());
    expect((await call<ProcessList>('GET', '/v1/processes')).body.processes).toEqual([]);
    expect(await readdir(path.join(stateDir, 'processes'))).toEqual([]);
  }
});

test('a worker that is kept comes back with the daemon; one that was stopped does not', {
  timeout: 30_000,
}, async () => {
  const first = await useSpawned({ keep: true, name: 'kept', args: ['--x'] });
  const stopped = processOf(
    await first.run({ operation: 'worker_spawn', worker: 'server', keep: true, fresh: true }),
  );
  await first.run({ operation: 'worker_stop', process: stopped.id });
  await first.daemon.stop();
  const second = await useDaemon({ stateDir: first.stateDir, catalog: first.catalog });
  const healthy = async () =>
    (await second.call<ProcessList>('GET', '/v1/processes')).body.processes.filter(
      ({ state }) => state === 'healthy',
    );
  await until('it runs again', async () => (await healthy()).length > 0);
  expect(await healthy()).toMatchObject([{ name: 'kept', keep: true, port: first.process.port }]);
  expect((await healthy())[0]?.args.at(-1)).toBe('--x');
});
