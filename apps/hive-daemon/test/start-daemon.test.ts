import { describe, expect, test } from 'vitest';
import { recipe, useDaemon } from './support.js';

describe('a daemon', () => {
  test('tells what it is', async () => {
    const { call, catalog, stateDir } = await useDaemon();
    expect(await call('GET', '/health')).toEqual({
      status: 200,
      body: { status: 'ok', service: 'rbee-hive', version: '1.2.3' },
    });
    expect(await call('GET', '/v1/hive')).toEqual({
      status: 200,
      body: {
        version: '1.2.3',
        pid: process.pid,
        startedAt: expect.any(String),
        root: catalog.root,
        stateDir,
        registry: 'embedded',
        queenUrl: 'http://localhost:7833',
        keepProcesses: false,
      },
    });
  });

  test('installs a worker and tells every step', async () => {
    const { post, events, call, catalog } = await useDaemon({
      workers: { hello: { pkgbuild: recipe('hello') } },
    });
    const job = await post({ operation: 'worker_install', worker: 'hello' });
    const told = await events(job.id);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
    expect(told.at(-1)?.event).toMatchObject({ type: 'job-state', job: { state: 'succeeded' } });
    expect((await call('GET', `/v1/jobs/${job.id}`)).body).toMatchObject({
      state: 'succeeded',
      events: told.length,
      result: { installed: { id: 'hello-v1.0-linux' }, wasInstalled: false },
    });
    expect(await catalog.contains('hello-v1.0-linux')).toBe(true);
  });
});
