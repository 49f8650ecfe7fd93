import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { chatEvents, DONE, sends, type TestGatewayOptions, USAGE_EVENT, useGateway } from './support.js';

const CHAT = { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }] };
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: Record<string, unknown> }).error;

describe('who is let in', () => {
  test('no one without a key, and no one with one that was revoked', async () => {
    const { url, headers, keys, post } = await useGateway();
    for (const authorization of ['', 'Bearer', 'Bearer rbee-wrong', headers.authorization.slice(7)]) {
      const response = await fetch(`${url}/models`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await errorOf(response)).toMatchObject({
        code: 'invalid_api_key',
        type: 'authentication_error',
      });
    }
    expect((await fetch(`${url}/models`, { headers })).status).toBe(200);
    await keys.revoke('test');
    expect((await post('/chat/completions', CHAT)).status).toBe(401);
  });

  test('a key may make so many requests a minute', async () => {
    const { url, keys } = await useGateway();
    const { key } = await keys.create({ name: 'slow', requestsPerMinute: 2 });
    const ask = () => fetch(`${url}/models`, { headers: { authorization: `Bearer ${key}` } });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorOf(refused)).toMatchObject({ code: 'rate_limit_exceeded' });
  });

  test('pages of other origins only where they are configured', async () => {
    const { url, headers } = await useGateway({ corsOrigins: ['https://chat.example'] });
    const ask = (origin: string, method = 'GET') =>
      fetch(`${url}/models`, {
        method,
        headers: { ...headers, origin, 'access-control-request-headers': 'authorization' },
      });
    expect((await ask('https://evil.example')).status).toBe(403);
    const allowed = await ask('https://chat.example');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://chat.example');
    const preflight = await ask('https://chat.example', 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization');
  });
});

describe('what is refused here, before a worker sees it', () => {
  test('malformed JSON, JSON that is not an object, other types, and no model', async () => {
    const { post, engine, headers, host } = await useGateway();
    const send = (body: string, type = 'application/json') =>
      post('/chat/completions', undefined, { body, headers: { ...headers, 'content-type': type } });
    for (const body of ['{"model":"tiny",', '[]', '"text"', '', '\xff']) {
      expect((await send(body)).status).toBe(400);
    }
    expect((await send('{}', 'text/plain')).status).toBe(415);
    const unnamed = await send('{"messages":[]}');
    expect([unnamed.status, (await errorOf(unnamed)).param]).toEqual([400, 'model']);
    expect(engine.requests).toEqual([]);
    expect(host.started).toEqual([]);
  });

  test('bodies that are too large, alone and together', async () => {
    const { post } = await useGateway({ bodies: { jsonBytes: 100_000, heldJsonBytes: 1_000 } });
    expect((await post('/chat/completions', { ...CHAT, padding: 'x'.repeat(100_000) })).status).toBe(413);
    const held = await post('/chat/completions', { ...CHAT, padding: 'x'.repeat(2_000) });
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '5']);
  });

  test('a model that does not do what is asked, without loading it', async () => {
    const { post, host } = await useGateway({ tasks: ['embedding'] });
    const refused = await post('/chat/completions', CHAT);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([400, 'model_unsuitable']);
    expect(host.started).toEqual([]);
  });
});

describe('an answer', () => {
  test('passes as it came, but for the name of the model', async () => {
    const odd =
      'data: {"id":"c","n":1.0,"big":12345678901234567890,"model" : "up","x":{"model":"inner"}}\n\n';
    const { post } = await useGateway({
      script: sends([': ping\n\n', odd, ...chatEvents(['a']).slice(1), DONE]),
    });
    const response = await post('/chat/completions', { ...CHAT, stream: true });
    const text = await response.text();
    expect(text.startsWith(': ping\n\n')).toBe(true);
    expect(text).toContain('"n":1.0,"big":12345678901234567890,"model" : "tiny","x":{"model":"inner"}');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  test('arrives piece by piece, also where lines are cut anywhere', async () => {
    const whole = [...chatEvents(['é', '🐝']), USAGE_EVENT, DONE].join('');
    const { post } = await useGateway({
      script: async (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const byte of Buffer.from(whole)) response.write(Buffer.from([byte]));
        response.end();
      },
    });
    const response = await post('/chat/completions', { ...CHAT, stream: true });
    expect(await response.text()).toBe(whole.replaceAll('upstream-name', 'tiny'));
  });

  test('that ends without its end is an error, one that has finished is completed', async () => {
    const [start = '', piece = '', stop = ''] = chatEvents(['a']);
    const early = await useGateway({ script: sends([start, piece]) });
    const text = await (await early.post('/chat/completions', { ...CHAT, stream: true })).text();
    expect(text).toContain('data: {"error":{"message":"The worker broke off');
    expect(text).not.toContain('[DONE]');
    const whole = await early.post('/chat/completions', CHAT);
    expect([whole.status, (await errorOf(whole)).code]).toEqual([502, 'worker_unreachable']);
    const finished = await useGateway({ script: sends([start, piece, stop]) });
    expect(await (await finished.post('/chat/completions', { ...CHAT, stream: true })).text()).toMatch(
      /data: \[DONE\]\n\n$/,
    );
  });

  test.each([
    ['a redirect', 307],
    ['a refusal in plain text', 500],
  ])('that is %s is an error', async (_name, status) => {
    const { post } = await useGateway({
      script: (_request, response) =>
        void response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('stack trace'),
    });
    const response = await post('/chat/completions', CHAT, { redirect: 'manual' });
    expect(response.status).toBe(status === 307 ? 502 : 500);
    expect(response.headers.get('location')).toBeNull();
    expect(await errorOf(response)).toMatchObject({ message: 'stack trace', type: 'server_error' });
  });

  test('that never comes, because the worker hangs up', async () => {
    const { post } = await useGateway({ script: (_request, response) => void response.destroy() });
    const response = await post('/chat/completions', CHAT);
    expect([response.status, (await errorOf(response)).code]).toEqual([502, 'worker_unreachable']);
  });
});

describe('a client that leaves', () => {
  test.each([true, false])('ends the request to the worker at once (stream: %s)', async (stream) => {
    const { post, engine, shelf } = await useGateway({
      script: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chatEvents(['a'])[1]);
      },
    });
    const leaving = new AbortController();
    const asked = post('/chat/completions', { ...CHAT, stream }, { signal: leaving.signal }).catch(
      () => undefined,
    );
    await expect.poll(() => engine.requests.length).toBe(1);
    if (stream) await asked;
    leaving.abort();
    await engine.requests[0]?.closed;
    await expect.poll(() => shelf.get('tiny').inFlight).toBe(0);
  });

  test('while the model loads gives its place up', async () => {
    let load = () => {};
    const { post, shelf, engine } = await useGateway({
      onStart: () => new Promise((resolve) => (load = resolve)),
      script: sends([...chatEvents(['a']), DONE]),
    });
    const leaving = new AbortController();
    const left = post('/chat/completions', CHAT, { signal: leaving.signal }).catch(() => 'left');
    const stayed = post('/chat/completions', CHAT);
    await expect.poll(() => shelf.get('tiny').queued).toBe(2);
    leaving.abort();
    expect(await left).toBe('left');
    await expect.poll(() => shelf.get('tiny').queued).toBe(1);
    load();
    expect((await stayed).status).toBe(200);
    expect(engine.requests).toHaveLength(1);
  });
});

describe('a form', () => {
  const multipart = (parts: readonly [string, string][], boundary = 'xyz') =>
    `${parts.map(([head, value]) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`).join('')}--${boundary}--\r\n`;
  const sound = 'name="file"; filename="a.wav"\r\nContent-Type: audio/wav';
  const whisper: TestGatewayOptions = {
    api: 'whisper',
    script: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('And so'),
  };

  test('may say the model after the file, and leaves nothing on the disk', async () => {
    const { post, engine, headers, folder } = await useGateway(whisper);
    const body = multipart([
      [sound, 'RIFF\r\n--xy\r\nname="model"'],
      ['name="model"', 'tiny'],
      ['name="response_format"', 'text'],
    ]);
    const type = { ...headers, 'content-type': 'multipart/form-data; boundary=xyz' };
    const response = await post('/audio/transcriptions', undefined, { body, headers: type });
    expect([response.status, await response.text()]).toEqual([200, 'And so']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(engine.requests[0]).toMatchObject({ path: '/inference' });
    expect(engine.requests[0]?.body.toString()).toBe(body);
    expect(await readdir(path.join(folder, 'spool'))).toEqual([]);
  });

  test.each([
    ['no boundary', 'multipart/form-data', multipart([['name="model"', 'tiny']]), 400],
    [
      'no end',
      'multipart/form-data; boundary=xyz',
      '--xyz\r\nContent-Disposition: form-data; name="m"\r\n\r\nx',
      400,
    ],
    ['no model', 'multipart/form-data; boundary=xyz', multipart([[sound, 'x']]), 400],
    [
      'a model that is a file',
      'multipart/form-data; boundary=xyz',
      multipart([['name="model"; filename="x"', 'tiny']]),
      400,
    ],
    [
      'an endless model',
      'multipart/form-data; boundary=xyz',
      multipart([['name="model"', 'x'.repeat(5_000)]]),
      400,
    ],
    ['too many bytes', 'multipart/form-data; boundary=xyz', multipart([[sound, 'x'.repeat(200_000)]]), 413],
  ])('with %s is refused', async (...[, type, body, status]) => {
    const { post, headers, engine } = await useGateway({ ...whisper, bodies: { formBytes: 100_000 } });
    const response = await post('/audio/transcriptions', undefined, {
      body,
      headers: { ...headers, 'content-type': type },
    });
    expect(response.status).toBe(status);
    expect(engine.requests).toEqual([]);
  });
});

test('figures of every model are at /metrics', async () => {
  const { url, headers, post } = await useGateway({
    models: ['tiny', 'a"b\\c'],
    script: sends([...chatEvents(['a', 'b']), USAGE_EVENT, DONE]),
  });
  await (await post('/chat/completions', { ...CHAT, stream: true })).text();
  const metrics = url.replace('/v1', '/metrics');
  expect((await fetch(metrics)).status).toBe(401);
  const text = await (await fetch(metrics, { headers })).text();
  expect(text).toContain('rbee_model_requests_total{model="tiny"} 1\n');
  expect(text).toContain('rbee_model_generated_tokens_total{model="tiny"} 2\n');
  expect(text).toContain('rbee_model_loaded{model="a\\"b\\\\c"} 0\n');
  expect(text).toContain('# TYPE rbee_model_loads_total counter\n');
});
