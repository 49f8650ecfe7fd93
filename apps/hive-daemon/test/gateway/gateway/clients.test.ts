import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { chatEvents, DONE, sends, USAGE_EVENT, useGateway } from '../support.js';

const HELLO = [...chatEvents(['Hel', 'lo']), USAGE_EVENT, DONE];
const messages = [{ role: 'user' as const, content: 'Hi' }];

describe('the openai client', () => {
  test('lists models and asks for one', async () => {
    const { url, key } = await useGateway({ models: ['org/tiny:Q4'] });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(['org/tiny:Q4']);
    expect(await client.models.retrieve('org/tiny:Q4')).toMatchObject({ id: 'org/tiny:Q4', object: 'model' });
  });

  test('gets a whole answer under the name that it asked for', async () => {
    const { url, key, engine } = await useGateway({ script: sends(HELLO) });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const answer = await client.chat.completions.create({ model: 'tiny', messages });
    expect(answer).toMatchObject({
      model: 'tiny',
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
      usage: { completion_tokens: 2 },
    });
    expect(engine.requests[0]?.json).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  test('gets a stream piece by piece', async () => {
    const { url, key } = await useGateway({ script: sends(HELLO) });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const stream = await client.chat.completions.create({ model: 'tiny', messages, stream: true });
    const pieces: string[] = [];
    const models = new Set<string>();
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta.content ?? '');
      models.add(chunk.model);
    }
    expect(pieces.join('')).toBe('Hello');
    expect([...models]).toEqual(['tiny']);
  });

  test('is told when the worker dies in the middle of a stream', async () => {
    const { url, key } = await useGateway({
      script: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chatEvents(['Hel'])[1], () => response.destroy());
      },
    });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const stream = await client.chat.completions.create({ model: 'tiny', messages, stream: true });
    const read = async () => {
      for await (const _chunk of stream);
    };
    await expect(read()).rejects.toThrow('broke off');
  });

  test('is told what is wrong with its key and its model', async () => {
    const { url, key } = await useGateway();
    const wrong = new OpenAI({ baseURL: url, apiKey: 'nonsense' });
    await expect(wrong.models.retrieve('tiny')).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    await expect(client.chat.completions.create({ model: 'other', messages })).rejects.toMatchObject({
      ...{ status: 404, code: 'model_not_found', param: 'model' },
    });
  });

  test('gets tool calls, whole and streamed', async () => {
    const piece = (call: Record<string, unknown>, finish: string | null = null) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'x', choices: [{ index: 0, delta: { role: 'assistant', tool_calls: [{ index: 0, ...call }] }, finish_reason: finish }] })}\n\n`;
    const script = sends([
      piece({ id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"ci' } }),
      piece({ function: { arguments: 'ty":"Oslo"}' } }, 'tool_calls'),
      DONE,
    ]);
    const { url, key } = await useGateway({ script });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const whole = await client.chat.completions.create({ model: 'tiny', messages });
    expect(whole.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [
          { id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        ],
      },
    });
    const runner = client.chat.completions.stream({ model: 'tiny', messages });
    const final = await runner.finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { arguments: '{"city":"Oslo"}' },
    });
  });

  test('gets embeddings', async () => {
    const { url, key, engine } = await useGateway({
      script: (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(
            '{"model":"up","object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,1.0]}],"usage":{"prompt_tokens":1,"total_tokens":1}}',
          ),
    });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const answer = await client.embeddings.create({ model: 'tiny', input: 'x', encoding_format: 'float' });
    expect(answer.data[0]?.embedding).toEqual([0.5, 1]);
    expect(answer.model).toBe('tiny');
    expect(engine.requests[0]?.path).toBe('/v1/embeddings');
  });

  test('gets a transcription from a worker of whisper.cpp', async () => {
    const { url, key, engine } = await useGateway({
      api: 'whisper',
      args: ['--inference-path', '/v1/audio/transcriptions'],
      script: (_request, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"And so"}'),
    });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const file = new File([Buffer.alloc(100_000, 7)], 'jfk.wav', { type: 'audio/wav' });
    const answer = await client.audio.transcriptions.create({ model: 'tiny', file });
    expect(answer.text).toBe('And so');
    expect(engine.requests[0]?.path).toBe('/v1/audio/transcriptions');
    expect(engine.requests[0]?.body.includes(Buffer.alloc(100_000, 7))).toBe(true);
  });

  test('gets the plain refusal of whisper.cpp as an error it can read', async () => {
    const { url, key } = await useGateway({
      api: 'whisper',
      script: (_request, response) =>
        void response.writeHead(400, { 'content-type': 'text/plain' }).end('Invalid request'),
    });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const file = new File(['x'], 'jfk.wav');
    await expect(client.audio.transcriptions.create({ model: 'tiny', file })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Invalid request'),
    });
  });

  test('gets an image from stable-diffusion.cpp, and its string errors', async () => {
    let status = 200;
    const { url, key } = await useGateway({
      api: 'sd',
      script: (_request, response) =>
        void response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(status === 200 ? '{"created":1,"data":[{"b64_json":"aGk="}]}' : '{"error":"prompt required"}'),
    });
    const client = new OpenAI({ baseURL: url, apiKey: key });
    const image = await client.images.generate({ model: 'tiny', prompt: 'a bee' });
    expect(image.data?.[0]?.b64_json).toBe('aGk=');
    await expect(
      client.images.generate({ model: 'tiny', prompt: 'a bee', response_format: 'url' }),
    ).rejects.toMatchObject({ status: 400, param: 'response_format' });
    status = 400;
    await expect(client.images.generate({ model: 'tiny', prompt: '' })).rejects.toMatchObject({
      message: expect.stringContaining('prompt required'),
    });
  });
});

describe('the AI SDK', () => {
  const modelOf = ({ url, key }: { url: string; key: string }) =>
    createOpenAICompatible({ name: 'rbee', baseURL: url, apiKey: key })('tiny');

  test('gets a whole answer and a stream', async () => {
    const gateway = await useGateway({ script: sends(HELLO) });
    const model = modelOf(gateway);
    expect((await generateText({ model, prompt: 'Hi' })).text).toBe('Hello');
    const streamed = streamText({ model, prompt: 'Hi' });
    expect(await streamed.text).toBe('Hello');
  });

  test('shows what the worker says is wrong', async () => {
    const gateway = await useGateway({
      script: (_request, response) =>
        void response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(
            '{"error":{"code":400,"message":"request (9 tokens) exceeds the context","type":"exceed_context_size_error","n_ctx":8}}',
          ),
    });
    await expect(generateText({ model: modelOf(gateway), prompt: 'Hi', maxRetries: 0 })).rejects.toThrow(
      'exceeds the context',
    );
  });

  test('is told when the worker dies in the middle of a stream', async () => {
    const gateway = await useGateway({
      script: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chatEvents(['Hel'])[1], () => response.destroy());
      },
    });
    const errors: unknown[] = [];
    const streamed = streamText({
      model: modelOf(gateway),
      prompt: 'Hi',
      onError: ({ error }) => void errors.push(error),
    });
    await streamed.consumeStream();
    expect(JSON.stringify(errors) + String(errors[0])).toContain('broke off');
  });
});
