import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { Job, ProcessList, WorkerProcess } from '../../../src/api.js';
import { until } from '../../support.js';
import { isAlive, useSpawned } from '../support.js';

describe('a worker that prints without end', () => {
  test('keeps neither a cancellation, nor a stop, nor the daemon’s end waiting', {
    timeout: 60_000,
  }, async () => {
    const { call, post, run, events, daemon, process: worker } = await useSpawned({});
    const others = await Promise.all(
      [1, 2].map(async () => {
        const job = await run({ operation: 'worker_spawn', worker: 'server' });
        return (job.result as { process: WorkerProcess }).process;
      }),
    );
    for (const { url } of [worker, ...others]) await fetch(`${url}/flood`);
    await until('it floods', async () => {
      const { body } = await call<{ lines: unknown[] }>('GET', `/v1/processes/${worker.id}/logs?lines=500`);
      return body.lines.length === 500;
    });

    const { id } = await post({ operation: 'worker_spawn', worker: 'server', args: ['--sick'] });
    await until('it starts', async () => (await call<Job>('GET', `/v1/jobs/${id}`)).body.state === 'running');
    const cancelled = performance.now();
    await call('DELETE', `/v1/jobs/${id}`);
    await events(id);
    expect(performance.now() - cancelled).toBeLessThan(2_500);

    const stopped = performance.now();
    const job = await run({ operation: 'worker_stop', process: worker.id, graceSeconds: 1 });
    expect(job).toMatchObject({ state: 'succeeded', result: { process: { state: 'stopped' } } });
    // Two seconds where the machine is idle; the one that runs the tests may be busy.
    expect(performance.now() - stopped).toBeLessThan(3_000);

    const ended = performance.now();
    await daemon.stop();
    expect(performance.now() - ended).toBeLessThan(5_000);
    expect([worker, ...others].map(({ pid = 0 }) => isAlive(pid))).toEqual([false, false, false]);
  });
});

test('the daemon ends in five seconds with workers and runners that ignore SIGTERM, and leaves none', {
  timeout: 30_000,
}, async () => {
  const { run, call, daemon, stateDir } = await useSpawned({ args: ['--stubborn'] });
  for (let index = 0; index < 3; index += 1) {
    await run({ operation: 'worker_spawn', worker: 'server', args: ['--stubborn'] });
  }
  const { processes } = (await call<ProcessList>('GET', '/v1/processes')).body;
  const runners = await Promise.all(
    processes.map(async ({ url }) => Number(await (await fetch(`${url}/runner?stubborn`)).text())),
  );
  const began = performance.now();
  await daemon.stop();
  expect(performance.now() - began).toBeLessThan(5_000);
  for (const pid of [...runners, ...processes.map(({ pid = 0 }) => pid)]) expect(isAlive(pid)).toBe(false);
  // Nor what stood between them and the disk.
  for (const name of await readdir(path.join(stateDir, 'processes'))) {
    expect(processesMentioning(`${name}/output`)).toEqual([]);
  }
  expect(processesMentioning('rbee-output').filter((line) => line.includes(stateDir))).toEqual([]);
});

test('a worker gets its three descriptors, no core files, and no variable that is the hive’s alone', async () => {
  const { call, process: worker } = await useSpawned(
    { args: ['--descriptors'] },
    {
      env: {
        PATH: process.env.PATH,
        RBEE_HIVE_TOKEN: 'a-secret-of-the-hive',
        RBEE_LICENSE_TOKEN: 'b-secret-of-the-hive',
        RBEE_OTHER_API_KEY: 'c-secret-of-the-hive',
      },
    },
  );
  const seen = (await (await fetch(`${worker.url}/environment`)).json()) as Record<string, string>;
  expect(Object.keys(seen).filter((name) => /^RBEE_/.test(name))).toEqual(['RBEE_FAMILY']);
  expect(JSON.stringify(seen)).not.toContain('secret-of-the-hive');
  const limits = await (await fetch(`${worker.url}/limits`)).text();
  expect(limits).toMatch(/^Max core file size\s+0\s+0\s/m);
  const [, openFiles = ''] = /^Max open files\s+\d+\s+(\d+)/m.exec(limits) ?? [];
  expect(Number(openFiles)).toBeLessThanOrEqual(65_536);
  const { body } = await call<{ lines: { line: string }[] }>('GET', `/v1/processes/${worker.id}/logs`);
  const found = body.lines.flatMap(({ line }) => {
    const [, descriptor, target] = / (\d+) -> (.*)$/.exec(line) ?? [];
    return descriptor === undefined ? [] : [{ descriptor: Number(descriptor), target }];
  });
  expect(found.map(({ descriptor }) => descriptor)).toEqual(expect.arrayContaining([0, 1, 2]));
  const others = found.filter(({ descriptor }) => descriptor > 2);
  // The shell has its own script open; in the place of what could be inherited is nothing.
  expect(others.filter(({ target = '' }) => !/^\/dev\/null$|\/server$/.test(target))).toEqual([]);
});
