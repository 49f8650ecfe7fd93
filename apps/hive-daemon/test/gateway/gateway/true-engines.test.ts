import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathOf, tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { CreatedGatewayKey } from '../../../src/api/gateway.js';
import { recipe } from '../../recipes.js';
import { useDaemon } from '../../support.js';

/** A client of a daemon that serves one model by a program of the search path. */
async function useEngine(program: string, launch: Record<string, unknown>, model: string) {
  const pkgbuild = recipe('engine', `exec '${pathOf(program)}' "$@"`);
  const daemon = await useDaemon({ workers: { engine: { pkgbuild, metadata: { launch } } } });
  await daemon.run({ operation: 'worker_install', worker: 'engine' });
  const body = { worker: 'engine', settings: { model } };
  expect((await daemon.call('PUT', '/v1/gateway/models/tiny', body)).status).toBe(200);
  const { key } = (await daemon.call<CreatedGatewayKey>('POST', '/v1/gateway/keys', { name: 'test' })).body;
  const client = new OpenAI({ baseURL: `${daemon.url}/v1`, apiKey: key, maxRetries: 0 });
  return { ...daemon, client };
}

/** No package of a system has these engines: where one is missing its suite is skipped, with its name. */
function suiteWith(program: string, body: () => void): void {
  if (pathOf(program) === undefined)
    describe.skip(`${program} behind the gateway (it is not installed)`, body);
  else describe(`${program} behind the gateway`, body);
}

suiteWith('llama-server', () => {
  const launch = {
    args: [
      ...['--host', '{host}', '--port', '{port}', '-m', '{model}', '-a', '{model_id}'],
      ...['--offline', '--sse-ping-interval', '2', ['-c', '{context}']],
    ],
    ...{ api: 'openai', tasks: ['chat', 'completion'], formats: ['gguf'], heartbeat: 'hive' },
  };

  test('is loaded by the first request, and answers whole and as a stream', async () => {
    const model = path.join(await useTempDir(), 'tiny.gguf');
    await writeFile(model, tinyGguf());
    const { client } = await useEngine('llama-server', launch, model);
    const request = { model: 'tiny', messages: [{ role: 'user' as const, content: 'x' }], max_tokens: 8 };
    const whole = await client.chat.completions.create(request);
    expect(whole).toMatchObject({ model: 'tiny', object: 'chat.completion' });
    expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
    const stream = await client.chat.completions.create({ ...request, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(whole.choices[0]?.message.content ?? '');
  }, 60_000);

  test('that cannot load its model says why', async () => {
    const model = path.join(await useTempDir(), 'cut.gguf');
    await writeFile(model, tinyGguf().subarray(0, 1_000));
    const { client } = await useEngine('llama-server', launch, model);
    const asked = client.chat.completions.create({
      model: 'tiny',
      messages: [{ role: 'user', content: 'x' }],
    });
    await expect(asked).rejects.toMatchObject({
      status: 502,
      code: 'model_not_started',
      message: expect.stringMatching(/exit code 1.*failed to load model/s),
    });
  }, 60_000);
});

suiteWith('whisper-server', () => {
  const launch = {
    args: [
      ...['--host', '{host}', '--port', '{port}', '-m', '{model}'],
      ...['--inference-path', '/v1/audio/transcriptions'],
    ],
    ...{ api: 'whisper', tasks: ['transcription'], formats: ['ggml'], heartbeat: 'hive' },
    health: { path: '/health' },
  };
  const root = path.resolve(path.dirname(pathOf('whisper-server') ?? '.'), '../..');

  test('transcribes through the openai client', async () => {
    const model = path.join(root, 'models/for-tests-ggml-tiny.en.bin');
    const { client } = await useEngine('whisper-server', launch, model);
    const wav = await readFile(path.join(root, 'samples/jfk.wav'));
    const answer = await client.audio.transcriptions.create({
      model: 'tiny',
      file: new File([wav], 'jfk.wav'),
    });
    expect(typeof answer.text).toBe('string');
    const broken = client.audio.transcriptions.create({ model: 'tiny', file: new File(['x'], 'x.wav') });
    await expect(broken).rejects.toMatchObject({ status: 400 });
  }, 60_000);
});
