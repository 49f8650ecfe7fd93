import { processesMentioning } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { Job, LogPage, ProcessList, WorkerProcess } from '../../src/api.js';
import { AUTHORIZATION, parseEvents, type TestDaemon, until, useDaemon } from '../support.js';
import { isAlive, serverRecipe, useSpawned } from './support.js';

describe('a worker', () => {
  test('is started with its port, the queen and its arguments, and is healthy', async () => {
    const { call, process } = await useSpawned({ args: ['--model', 'a b'] });
    expect(process).toMatchObject({
      worker: 'server-v1.0-linux',
      state: 'healthy',
      url: `http://127.0.0.1:${process.port}`,
      args: ['--port', String(process.port), '--queen-url', 'http://localhost:7833', '--model', 'a b'],
      restart: 'never',
      restarts: 0,
    });
    expect((await call('GET', `/v1/processes/${process.id}`)).body).toEqual(process);
    expect((await call<ProcessList>('GET', '/v1/processes')).body.processes).toEqual([process]);
    const answer = await fetch(`${process.url}/arguments`);
    expect(await answer.json()).toEqual(process.args);
  });

  test('gets none of the daemon’s secrets', async () => {
    const token = 'a-very-secret-token';
    const env = {
      PATH: globalThis.process.env.PATH,
      RBEE_LICENSE_TOKEN: 'licence',
      OTHER: `x${token}x`,
      SHOWN: 'yes',
    };
    const { process } = await useSpawned({}, { token, env });
    const seen = (await (await fetch(`${process.url}/environment`)).json()) as Record<string, string>;
    expect(seen.SHOWN).toBe('yes');
    expect(JSON.stringify(seen)).not.toMatch(/licence|very-secret/);
  });

  test('is stopped with all that it started', async () => {
    const { run, process } = await useSpawned({});
    const child = Number(await (await fetch(`${process.url}/child`)).text());
    expect(isAlive(child)).toBe(true);
    const job = await run({ operation: 'worker_stop', process: process.id });
    expect(job).toMatchObject({
      state: 'succeeded',
      result: { process: { state: 'stopped', ending: 'SIGTERM', endedAt: expect.any(String) } },
    });
    expect([isAlive(child), isAlive(process.pid ?? 0)]).toEqual([false, false]);
  });

  test('that does not end when asked is ended by force', async () => {
    const { run, process } = await useSpawned({ args: ['--stubborn'] });
    const job = await run({ operation: 'worker_stop', process: process.id, graceSeconds: 0.2 });
    expect(job.result).toMatchObject({ process: { state: 'stopped', ending: 'SIGKILL' } });
  });

  test('that ends before it is healthy fails the job with its last lines', async () => {
    const { run, call } = await useDaemon({ workers: { server: serverRecipe } });
    await run({ operation: 'worker_install', worker: 'server' });
    const job = await run({ operation: 'worker_spawn', worker: 'server', args: ['--fail'] });
    expect(job).toMatchObject({
      state: 'failed',
      error: {
        code: 'WORKER_NOT_READY',
        message: 'server-v1.0-linux ended before it was healthy: exit code 3.',
        hint: expect.stringContaining('no such model'),
      },
    });
    const [process] = (await call<ProcessList>('GET', '/v1/processes')).body.processes;
    expect(process).toMatchObject({
      state: 'crashed',
      ending: 'exit code 3',
      lastLines: ['begin', 'no such model'],
    });
  });

  test('that does not become healthy in time is ended', async () => {
    const { run, call } = await useDaemon({ workers: { server: serverRecipe } });
    await run({ operation: 'worker_install', worker: 'server' });
    const job = await run({ operation: 'worker_spawn', worker: 'server', args: ['--sick'], readySeconds: 1 });
    expect(job.error).toMatchObject({
      code: 'WORKER_NOT_READY',
      message: expect.stringContaining('did not respond to GET /health'),
    });
    const [process] = (await call<ProcessList>('GET', '/v1/processes')).body.processes;
    expect(process).toMatchObject({ state: 'crashed', ending: 'not healthy in time' });
    expect(processesMentioning(`--port ${process?.port} `)).toEqual([]);
  });

  test('that was being started when its job is cancelled is ended', async () => {
    const { run, post, call, events } = await useDaemon({ workers: { server: serverRecipe } });
    await run({ operation: 'worker_install', worker: 'server' });
    const { id } = await post({ operation: 'worker_spawn', worker: 'server', args: ['--sick'] });
    let pid = 0;
    await until('it runs', async () => {
      const [process] = (await call<ProcessList>('GET', '/v1/processes')).body.processes;
      pid = process?.pid ?? 0;
      return pid > 0;
    });
    expect((await call('DELETE', `/v1/jobs/${id}`)).status).toBe(202);
    await events(id);
    expect((await call<Job>('GET', `/v1/jobs/${id}`)).body.state).toBe('cancelled');
    expect(isAlive(pid)).toBe(false);
  });

  test('that crashes is told with its last lines', async () => {
    const { call, process } = await useSpawned({});
    await fetch(`${process.url}/crash`).catch(() => undefined);
    await untilState({ call }, process.id, 'crashed');
    const { body } = await call<WorkerProcess>('GET', `/v1/processes/${process.id}`);
    expect(body).toMatchObject({ ending: 'exit code 9', lastLines: ['begin', 'listening', 'crashing'] });
  });

  test('that crashes is started again where that is wanted', async () => {
    const { call, process } = await useSpawned({ restart: 'on-failure' });
    await fetch(`${process.url}/crash`).catch(() => undefined);
    await until('it is healthy again', async () => {
      const { body } = await call<WorkerProcess>('GET', `/v1/processes/${process.id}`);
      return body.state === 'healthy' && body.restarts === 1;
    });
    const { body } = await call<WorkerProcess>('GET', `/v1/processes/${process.id}`);
    expect(body.port).toBe(process.port);
    expect(body.pid).not.toBe(process.pid);
  });

  test('is not removed while it runs', async () => {
    const { call, run, process } = await useSpawned({});
    const removal = { operation: 'worker_remove', worker: process.worker };
    expect(await call('POST', '/v1/jobs', removal)).toMatchObject({
      status: 409,
      body: { error: { code: 'RUNNING' } },
    });
    await run({ operation: 'worker_stop', process: process.id });
    expect(await run(removal)).toMatchObject({ state: 'succeeded', result: { removed: [process.worker] } });
  });

  test('cannot have a port that is taken', async () => {
    const { run, process } = await useSpawned({});
    const job = await run({ operation: 'worker_spawn', worker: 'server', port: process.port });
    expect(job.error).toMatchObject({ code: 'WORKER_NOT_READY', message: `Port ${process.port} is taken.` });
  });
});

describe('a worker’s log', () => {
  test('has the lines of both streams, newest last, and is followed to the end', async () => {
    const { url, call, run, process } = await useSpawned({});
    await fetch(`${process.url}/print?count=3`);
    await until('the lines are there', async () => (await lines({ call }, process.id)).length >= 8);
    const all = await lines({ call }, process.id);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(all.filter(({ stream }) => stream === 'stderr').map(({ line }) => line)).toEqual([
      'error 0',
      'error 1',
      'error 2',
    ]);
    expect(await lines({ call }, process.id, '?lines=2')).toEqual(all.slice(-2));

    const stream = fetch(`${url}/v1/processes/${process.id}/logs/stream`, {
      headers: { ...AUTHORIZATION, 'last-event-id': '3' },
    });
    await run({ operation: 'worker_stop', process: process.id });
    const told = parseEvents(await (await stream).text());
    expect(told.map(({ event }) => event)).toEqual(told.map(() => 'log'));
    expect(told.map(({ data }) => JSON.parse(data))).toEqual(all.slice(3));
  });

  test('is rotated, and a reader goes on with what is left', async () => {
    const { url, call, run, process } = await useSpawned(
      {},
      { limits: { processLogBytes: 20_000, processLogFiles: 2 } },
    );
    for (let round = 0; round < 10; round += 1) {
      await fetch(`${process.url}/print?count=200`);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await run({ operation: 'worker_stop', process: process.id });
    const all = await lines({ call }, process.id, '?lines=10000');
    const [first, last] = [all[0]?.seq ?? 0, all.at(-1)?.seq ?? 0];
    expect(first).toBeGreaterThan(1_000);
    expect(last).toBeLessThanOrEqual(4_002);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => first + index));
    const stream = await fetch(`${url}/v1/processes/${process.id}/logs/stream?after=0`, {
      headers: AUTHORIZATION,
    });
    expect(parseEvents(await stream.text()).map(({ id }) => Number(id))).toEqual(all.map(({ seq }) => seq));
  }, 30_000);
});

async function lines({ call }: Pick<TestDaemon, 'call'>, id: string, query = '') {
  return (await call<LogPage>('GET', `/v1/processes/${id}/logs${query}`)).body.lines;
}

async function untilState({ call }: Pick<TestDaemon, 'call'>, id: string, state: string) {
  await until(`it is ${state}`, async () => {
    return (await call<WorkerProcess>('GET', `/v1/processes/${id}`)).body.state === state;
  });
}
