import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, processesMentioning } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { Job, JobEvent, JobList } from '../../src/api.js';
import { recipe } from '../recipes.js';
import { AUTHORIZATION, useDaemon } from '../support.js';

const SLOW = { pkgbuild: recipe('slow', '', { lines: 'prepare() { echo begun; sleep 30; }' }) };
const HELLO = { pkgbuild: recipe('hello') };
const FAILS = { pkgbuild: recipe('fails', '', { lines: 'build() { echo oh no >&2; false; }' }) };

/** Resolves when a job's stream has told something. */
async function untilTold(url: string, id: string, text: string): Promise<void> {
  const response = await fetch(`${url}/v1/jobs/${id}/stream`, { headers: AUTHORIZATION });
  let told = '';
  for await (const chunk of response.body ?? []) {
    told += Buffer.from(chunk).toString();
    if (told.includes(text)) return;
  }
  throw new Error(`The stream ended without ${text}.`);
}

function statesOf(events: readonly JobEvent[]): string[] {
  return events.flatMap(({ event }) => (event.type === 'job-state' ? [event.job.state] : []));
}

describe('a job', () => {
  test('that fails says why', async () => {
    const { post, events, call } = await useDaemon({ workers: { fails: FAILS } });
    const { id } = await post({ operation: 'worker_install', worker: 'fails' });
    const told = await events(id);
    expect(statesOf(told)).toEqual(['queued', 'running', 'failed']);
    expect(told.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'output', line: 'oh no' }),
    );
    expect((await call<Job>('GET', `/v1/jobs/${id}`)).body).toMatchObject({
      state: 'failed',
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      error: { code: 'FUNCTION_FAILED', message: expect.stringContaining('build()') },
    });
  });

  test('that has ended is forgotten with its log when the history is cleared; one that runs stays', async () => {
    const { run, post, call, stateDir } = await useDaemon({ workers: { slow: SLOW } });
    const ended = await run({ operation: 'worker_verify' });
    const { id } = await post({ operation: 'worker_install', worker: 'slow' });
    expect(await call('DELETE', '/v1/jobs')).toEqual({ status: 200, body: { removed: [ended.id] } });
    expect((await call<JobList>('GET', '/v1/jobs')).body.jobs).toMatchObject([{ id }]);
    expect((await listTree(stateDir)).filter((name) => name.includes(ended.id))).toEqual([]);
    await call('DELETE', `/v1/jobs/${id}`);
  });

  test('that installs what is there says so', async () => {
    const { run } = await useDaemon({ workers: { hello: HELLO } });
    await run({ operation: 'worker_install', worker: 'hello' });
    expect(await run({ operation: 'worker_install', worker: 'hello' })).toMatchObject({
      result: { wasInstalled: true },
    });
  });

  test('that runs is cancelled soon, with all that it started, and leaves nothing', async () => {
    const { url, post, call, events, catalog } = await useDaemon({ workers: { slow: SLOW } });
    const { id } = await post({ operation: 'worker_install', worker: 'slow' });
    await untilTold(url, id, '"begun"');
    const began = Date.now();
    expect(await call('DELETE', `/v1/jobs/${id}`)).toMatchObject({ status: 202, body: { id } });
    expect(statesOf(await events(id))).toEqual(['queued', 'running', 'cancelled']);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(processesMentioning(catalog.root)).toEqual([]);
    expect((await listTree(catalog.root)).filter((entry) => !entry.startsWith('@'))).toEqual([]);
    expect(await call('DELETE', `/v1/jobs/${id}`)).toMatchObject({
      status: 409,
      body: { error: { code: 'ENDED' } },
    });
  });

  test('that waits is cancelled at once', async () => {
    const { post, call, events } = await useDaemon({
      workers: { slow: SLOW, hello: HELLO },
      limits: { runningInstalls: 1 },
    });
    const first = await post({ operation: 'worker_install', worker: 'slow' });
    const second = await post({ operation: 'worker_install', worker: 'hello' });
    expect(second.state).toBe('queued');
    expect(await call('DELETE', `/v1/jobs/${second.id}`)).toMatchObject({
      status: 202,
      body: { state: 'cancelled' },
    });
    expect(statesOf(await events(second.id))).toEqual(['queued', 'cancelled']);
    await call('DELETE', `/v1/jobs/${first.id}`);
  });

  test('that is cancelled twice ends once', async () => {
    const { post, call, events } = await useDaemon({
      workers: { slow: SLOW },
      limits: { runningInstalls: 1 },
    });
    const first = await post({ operation: 'worker_install', worker: 'slow' });
    const second = await post({ operation: 'worker_install', worker: 'slow' });
    const answers = await Promise.all([1, 2].map(() => call('DELETE', `/v1/jobs/${second.id}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(statesOf(await events(second.id))).toEqual(['queued', 'cancelled']);
    await call('DELETE', `/v1/jobs/${first.id}`);
  });

  test('does not make short ones wait', async () => {
    const { post, run, call } = await useDaemon({ workers: { slow: SLOW }, limits: { runningInstalls: 1 } });
    const { id } = await post({ operation: 'worker_install', worker: 'slow' });
    expect(await run({ operation: 'catalog_repair' })).toMatchObject({ result: { removed: [] } });
    await call('DELETE', `/v1/jobs/${id}`);
  });

  test('no one knows is not found', async () => {
    const { call } = await useDaemon();
    for (const [method, target] of [
      ['GET', '/v1/jobs/no one'],
      ['DELETE', '/v1/jobs/no one'],
      ['GET', '/v1/jobs/no one/stream'],
    ] as const) {
      expect(await call(method, target)).toMatchObject({
        status: 404,
        body: { error: { code: 'NOT_FOUND' } },
      });
    }
  });
});

describe('operations', () => {
  test('upgrade, select, rollback, verify, prune and remove', async () => {
    const workers = { hello: { pkgbuild: recipe('hello'), metadata: { version: '1.0' } } };
    const { run, catalog } = await useDaemon({ workers });
    await run({ operation: 'worker_install', worker: 'hello' });
    expect(await run({ operation: 'worker_upgrade', worker: 'hello' })).toMatchObject({
      result: { installed: { version: '1.0' }, wasInstalled: true },
    });
    workers.hello = {
      pkgbuild: recipe('hello', 'echo 2', { version: '2.0' }),
      metadata: { version: '2.0' },
    };
    expect(await run({ operation: 'worker_upgrade', worker: 'hello' })).toMatchObject({
      result: { installed: { version: '2.0' }, wasInstalled: false },
    });
    expect((await run({ operation: 'worker_rollback', worker: 'hello' })).result).toEqual({
      current: 'hello-v1.0-linux',
    });
    expect((await run({ operation: 'worker_select', worker: 'hello-v2.0-linux' })).result).toEqual({
      current: 'hello-v2.0-linux',
    });
    expect((await run({ operation: 'worker_verify' })).result).toEqual({
      verified: expect.arrayContaining([
        { id: 'hello-v1.0-linux', verdict: 'intact' },
        { id: 'hello-v2.0-linux', verdict: 'intact' },
      ]),
    });
    expect((await run({ operation: 'worker_verify', worker: 'hello' })).result).toEqual({
      verified: [{ id: 'hello-v2.0-linux', verdict: 'intact' }],
    });
    expect((await run({ operation: 'catalog_prune' })).result).toEqual({
      removed: ['hello-v1.0-linux'],
      failedBuilds: [],
    });
    expect((await run({ operation: 'worker_remove', worker: 'hello-v2.0-linux' })).result).toEqual({
      removed: ['hello-v2.0-linux'],
    });
    expect(await catalog.list()).toEqual([]);
    expect(await run({ operation: 'worker_upgrade', worker: 'hello' })).toMatchObject({
      state: 'failed',
      error: { code: 'NOT_INSTALLED' },
    });
    expect(await run({ operation: 'worker_remove', worker: 'hello-v2.0-linux' })).toMatchObject({
      state: 'failed',
      error: { code: 'NOT_FOUND' },
    });
  });
});

describe('the list of jobs', () => {
  test('has the newest first, by state, and no more than asked for', async () => {
    const { run, call } = await useDaemon({ workers: { fails: FAILS } });
    const first = await run({ operation: 'catalog_repair' });
    const second = await run({ operation: 'worker_install', worker: 'fails' });
    const ids = async (query: string) =>
      (await call<JobList>('GET', `/v1/jobs${query}`)).body.jobs.map(({ id }) => id);
    expect(await ids('')).toEqual([second.id, first.id]);
    expect(await ids('?limit=1')).toEqual([second.id]);
    expect(await ids('?state=succeeded')).toEqual([first.id]);
    for (const [query, badPath] of [
      ['?limit=0', 'limit'],
      ['?limit=501', 'limit'],
      ['?state=x', 'state'],
      ['?x=1', 'x'],
      ['?limit=1&limit=2', 'limit'],
    ]) {
      expect(await call('GET', `/v1/jobs${query}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'BAD_REQUEST', path: badPath } },
      });
    }
  });

  test('forgets the oldest that ended', async () => {
    const { run, call, stateDir } = await useDaemon({ limits: { keptJobs: 2 } });
    const jobs = [];
    for (let index = 0; index < 4; index += 1) jobs.push(await run({ operation: 'catalog_repair' }));
    const kept = jobs.slice(-2).map(({ id }) => id);
    await expect
      .poll(async () => (await readdir(path.join(stateDir, 'jobs'))).sort())
      .toEqual([...kept].sort());
    expect((await call<JobList>('GET', '/v1/jobs')).body.jobs.map(({ id }) => id)).toEqual(kept.reverse());
  });
});

describe('the event log of very much output', () => {
  test('has its beginning and its end, and says how much is missing', async () => {
    const { post, events, stateDir } = await useDaemon({
      workers: { chatty: { pkgbuild: recipe('chatty', '', { lines: 'build() { seq 10000; }' }) } },
      limits: { jobLogBytes: 20_000 },
    });
    const { id } = await post({ operation: 'worker_install', worker: 'chatty' });
    const told = await events(id);
    const lines = told.flatMap(({ event }) => (event.type === 'output' ? [event.line] : []));
    expect([lines[0], lines.at(-1)]).toEqual(['1', '10000']);
    expect(told.map(({ event }) => event)).toContainEqual({ type: 'log-gap', lines: 10_000 - lines.length });
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
    const { size } = await stat(path.join(stateDir, 'jobs', id, 'events.ndjson'));
    expect(size).toBeLessThan(23_000);
  });
});

describe('a restart', () => {
  test('keeps the history with all events', async () => {
    const first = await useDaemon({ workers: { hello: HELLO } });
    const job = await first.run({ operation: 'worker_install', worker: 'hello' });
    const told = await first.events(job.id);
    await first.daemon.stop();
    const second = await useDaemon({ catalog: first.catalog, stateDir: first.stateDir });
    expect((await second.call('GET', `/v1/jobs/${job.id}`)).body).toEqual(job);
    expect(await second.events(job.id)).toEqual(told);
  });

  test('interrupts what runs, and what waits goes on afterwards', async () => {
    const first = await useDaemon({
      workers: { slow: SLOW, hello: HELLO },
      limits: { runningInstalls: 1 },
    });
    const running = await first.post({ operation: 'worker_install', worker: 'slow' });
    const waiting = await first.post({ operation: 'worker_install', worker: 'hello' });
    await untilTold(first.url, running.id, '"begun"');
    const followed = first.events(running.id);
    await first.daemon.stop();
    expect(statesOf(await followed)).toEqual(['queued', 'running', 'interrupted']);
    expect(processesMentioning(first.catalog.root)).toEqual([]);

    const second = await useDaemon({ catalog: first.catalog, stateDir: first.stateDir });
    expect(statesOf(await second.events(waiting.id))).toEqual(['queued', 'running', 'succeeded']);
    expect((await second.call('GET', `/v1/jobs/${running.id}`)).body).toMatchObject({
      state: 'interrupted',
      error: { code: 'INTERRUPTED' },
    });
  });

  test('after a crash interrupts what ran, and goes on behind a half-written event', async () => {
    const first = await useDaemon({ workers: { hello: HELLO } });
    const job = await first.run({ operation: 'worker_install', worker: 'hello' });
    const told = await first.events(job.id);
    await first.daemon.stop();
    const folder = path.join(first.stateDir, 'jobs', job.id);
    const lines = (await readFile(path.join(folder, 'events.ndjson'), 'utf8')).split('\n');
    await writeFile(path.join(folder, 'events.ndjson'), `${lines.slice(0, 5).join('\n')}\n{"seq":6,"ti`);
    const record = { ...job, state: 'running', result: undefined, endedAt: undefined };
    await writeFile(path.join(folder, 'job.json'), JSON.stringify(record));

    const second = await useDaemon({ catalog: first.catalog, stateDir: first.stateDir });
    const after = await second.events(job.id);
    expect(after.slice(0, 5)).toEqual(told.slice(0, 5));
    expect(after).toHaveLength(6);
    expect(after[5]).toMatchObject({
      seq: 6,
      event: { type: 'job-state', job: { state: 'interrupted', events: 6 } },
    });
  });

  test('believes the events where the record was not written any more', async () => {
    const first = await useDaemon({ workers: { hello: HELLO } });
    const job = await first.run({ operation: 'worker_install', worker: 'hello' });
    await first.daemon.stop();
    const file = path.join(first.stateDir, 'jobs', job.id, 'job.json');
    await writeFile(
      file,
      JSON.stringify({ ...job, state: 'running', result: undefined, endedAt: undefined }),
    );
    const second = await useDaemon({ catalog: first.catalog, stateDir: first.stateDir });
    expect((await second.call('GET', `/v1/jobs/${job.id}`)).body).toEqual(job);
  });
});
