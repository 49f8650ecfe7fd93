import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { CreatedGatewayKey, ModelStatusList } from '../../../src/api/gateway.js';
import type { LogPage, ProcessList } from '../../../src/api/processes.js';
import { recipe } from '../../recipes.js';
import { AUTHORIZATION, type TestDaemonOptions, until, useDaemon } from '../../support.js';
import { startEngineServer } from '../fake-engine.js';

const PROGRAM = path.resolve(import.meta.dirname, '../engine-program.mjs');

const engine = {
  pkgbuild: recipe('engine', `exec '${process.execPath}' '${PROGRAM}' "$@"`),
  metadata: {
    launch: {
      args: ['--port', '{port}', '-m', '{model}', '-a', '{model_id}', ['-c', '{context}']],
      env: { ENGINE_ENV: '{worker_id}' },
      health: { path: '/ready', status: [204] },
      start_seconds: 20,
      api: 'openai',
      tasks: ['chat'],
      formats: ['gguf'],
      heartbeat: 'hive',
    },
  },
};

async function useEngine(options: TestDaemonOptions = {}) {
  const daemon = await useDaemon({
    workers: { engine },
    ...options,
    env: { PATH: process.env.PATH, LLAMA_ARG_CTX_SIZE: '7', ...options.env },
  });
  await daemon.run({ operation: 'worker_install', worker: 'engine' });
  const folder = await useTempDir();
  const model = path.join(folder, 'tiny.gguf');
  await writeFile(model, 'GGUF');
  await writeFile(path.join(folder, 'bad.gguf'), 'GGUF');
  const { body } = await daemon.call<CreatedGatewayKey>('POST', '/v1/gateway/keys', { name: 'test' });
  const chat = (name: string, init: Record<string, unknown> = {}) =>
    fetch(`${daemon.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${body.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: name, messages: [{ role: 'user', content: 'Hi' }], ...init }),
    });
  const text = async (response: Response) => {
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
    return choices[0]?.message.content;
  };
  const put = (id: string, file: string, more: Record<string, unknown> = {}) =>
    daemon.call('PUT', `/v1/gateway/models/${encodeURIComponent(id)}`, {
      ...{ worker: 'engine', settings: { model: file, context: 512 } },
      ...more,
    });
  return { ...daemon, folder, model, key: body.key, chat, text, put };
}

describe('a model of the gateway', () => {
  test('is started on demand with its settings, and stopped when it has been idle', async () => {
    const { put, chat, text, model, call } = await useEngine();
    expect((await put('org/tiny:Q4', model, { keepAliveSeconds: 0.2 })).status).toBe(200);
    const answer = await text(await chat('org/tiny:Q4'));
    expect(answer).toMatch(`model=${model} context=512 env=`);
    expect(answer).toContain('stray=undefined');
    const { body } = await call<ProcessList>('GET', '/v1/processes');
    expect(body.processes[0]).toMatchObject({ startedBy: 'gateway', modelId: 'org/tiny:Q4', api: 'openai' });
    const status = async () => (await call<ModelStatusList>('GET', '/v1/gateway/models')).body.models[0];
    await until('it is stopped', async () => (await status())?.state === 'stopped');
    const { processes } = (await call<ProcessList>('GET', '/v1/processes')).body;
    expect(processes.map(({ state }) => state)).toEqual(['stopped']);
    expect(await status()).toMatchObject({
      ...{ id: 'org/tiny:Q4', state: 'stopped', api: 'openai', tasks: ['chat'] },
      stats: { requests: 1, failures: 0, loads: 1 },
    });
  });

  test('that cannot be loaded is told with the worker’s last lines', async () => {
    const { put, chat, folder } = await useEngine();
    await put('bad', path.join(folder, 'bad.gguf'));
    const response = await chat('bad');
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([502, 'false']);
    const { error } = (await response.json()) as { error: { message: string; code: string } };
    expect(error.code).toBe('model_not_started');
    expect(error.message).toContain('error: cannot load the model');
  });

  test('is served by the process that a user started, and is kept', async () => {
    const { run, chat, text, model, call, stateDir, catalog, daemon } = await useEngine();
    const job = await run({ operation: 'worker_spawn', worker: 'engine', model, context: 64 });
    expect(job.state).toBe('succeeded');
    await until('it is served', async () => (await chat('tiny')).status === 200);
    expect(await text(await chat('tiny'))).toContain('context=64');
    const { processes } = (await call<ProcessList>('GET', '/v1/processes')).body;
    expect(processes).toHaveLength(1);
    await daemon.stop();
    const later = await useDaemon({ stateDir, catalog });
    const { models } = (await later.call<ModelStatusList>('GET', '/v1/gateway/models')).body;
    expect(models).toMatchObject([{ id: 'tiny', worker: 'engine', settings: { model, context: 64 } }]);
  });

  test('is stopped and forgotten when it is removed', async () => {
    const { put, chat, model, call } = await useEngine();
    await put('tiny', model);
    expect((await chat('tiny')).status).toBe(200);
    expect((await call('DELETE', '/v1/gateway/models/tiny')).status).toBe(200);
    expect((await chat('tiny')).status).toBe(404);
    const { processes } = (await call<ProcessList>('GET', '/v1/processes')).body;
    expect(processes.map(({ state }) => state)).toEqual(['stopped']);
  });
});

test('two files of the same name are two models', async () => {
  const { run, chat, text, model, folder, call } = await useEngine();
  const other = path.join(folder, 'other', 'tiny.gguf');
  await mkdir(path.dirname(other));
  await writeFile(other, 'GGUF');
  for (const file of [model, other, other])
    await run({ operation: 'worker_spawn', worker: 'engine', model: file });
  const { models } = (await call<ModelStatusList>('GET', '/v1/gateway/models')).body;
  expect(models.map(({ id, settings }) => [id, settings.model])).toEqual([
    ['tiny', model],
    ['other/tiny', other],
  ]);
  expect(await text(await chat('tiny'))).toMatch(`model=${model} `);
  expect(await text(await chat('other/tiny'))).toMatch(`model=${other} `);
});

test('why a running worker cannot be kept is in its log and in the daemon’s', async () => {
  const { run, model, call, stateDir, logged } = await useEngine();
  await rm(path.join(stateDir, 'gateway/models.json'), { force: true });
  await mkdir(path.join(stateDir, 'gateway/models.json/in-the-way'), { recursive: true });
  const job = await run({ operation: 'worker_spawn', worker: 'engine', model });
  expect(job.state).toBe('succeeded');
  const warnings = () => logged.filter(({ level }) => level === 'warn');
  await until('it is logged', () => warnings().length > 0);
  const { processes } = (await call<ProcessList>('GET', '/v1/processes')).body;
  const id = processes[0]?.id;
  expect(warnings()).toMatchObject([
    {
      message: expect.stringContaining('not served'),
      facts: { id, model: 'tiny', reason: expect.any(String) },
    },
  ]);
  const notes = async () => {
    const { lines } = (await call<LogPage>('GET', `/v1/processes/${id}/logs`)).body;
    return lines.map(({ line }) => line).filter((line) => line.startsWith('Its model'));
  };
  await until('it is noted', async () => (await notes()).length > 0);
  expect(await notes()).toEqual([expect.stringMatching(/^Its model tiny is not served.*: EISDIR/)]);
});

test('a worker that needs a model is refused without one', async () => {
  const { run } = await useEngine();
  const job = await run({ operation: 'worker_spawn', worker: 'engine' });
  expect(job).toMatchObject({ state: 'failed', error: { code: 'LAUNCH_INCOMPLETE', path: 'model' } });
});

test('a worker with a stream that does not end is stopped within the time of grace', async () => {
  const { put, chat, model, call } = await useEngine();
  await put('tiny', model);
  const response = await chat('tiny', { stream: true, user: 'endless' });
  const began = performance.now();
  expect((await call('POST', '/v1/gateway/models/tiny/stop')).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(7_000);
  expect(await response.text()).toContain('data: {"error"');
});

test('the daemon sends the heartbeat of a worker that sends none', async () => {
  const queen = await startEngineServer((_request, response) => void response.end());
  const { run, model } = await useEngine({ queenUrl: `http://127.0.0.1:${queen.port}` });
  await run({ operation: 'worker_spawn', worker: 'engine', model });
  await until('the queen has it', () => queen.requests.length > 0);
  expect(queen.requests[0]?.json).toMatchObject({ status: 'ready' });
});

test('keys and the token are not each other', async () => {
  const { url, key, chat } = await useEngine();
  const get = async (route: string, headers: Record<string, string>) =>
    (await fetch(`${url}${route}`, { headers })).status;
  const byKey = { authorization: `Bearer ${key}` };
  expect(await get('/v1/models', byKey)).toBe(200);
  expect(await get('/v1/models', AUTHORIZATION)).toBe(401);
  expect(await get('/v1/processes', byKey)).toBe(401);
  expect(await get('/v1/gateway/models', byKey)).toBe(401);
  expect(await get('/v1/gateway/openai/models', byKey)).toBe(401);
  expect(await get('/v1/gateway/openai/models', AUTHORIZATION)).toBe(200);
  expect((await chat('unknown')).status).toBe(404);
});
