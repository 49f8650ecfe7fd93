import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compileEchoWorker, exchange, startEchoWorker } from './echo-worker-process.js';

const program = compileEchoWorker();
const hostileText = 'She said: "é\\ü/"\n\ttab\r\u0000\u001f\u007f 🐝🏽 \u2028 한국';

async function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
}

/** The JSON of a stream's events, after a check that it ends as it must. */
function eventsOf(stream: string): unknown[] {
  const events = stream.split('\n\n');
  expect(events.splice(-2)).toEqual(['data: [DONE]', '']);
  return events.map((event) => {
    expect(event.startsWith('data: ')).toBe(true);
    return JSON.parse(event.slice('data: '.length));
  });
}

describe('fixed answers', () => {
  test.each([
    ['/health', { status: 'ok', worker: 'echo-worker-cpu', version: '0.1.0' }],
    ['/health?verbose=1', { status: 'ok', worker: 'echo-worker-cpu', version: '0.1.0' }],
    [
      '/v1/models',
      { object: 'list', data: [{ id: 'echo', object: 'model', created: 0, owned_by: 'echo-worker-cpu' }] },
    ],
  ])('GET %s', async (path, body) => {
    const { url } = await startEchoWorker(program);
    const response = await fetch(url + path);
    expect([response.status, await response.json()]).toEqual([200, body]);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  test('HEAD announces the body and leaves it out', async () => {
    const { url } = await startEchoWorker(program);
    const response = await fetch(`${url}/health`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '60']);
  });
});

describe('completions', () => {
  test('a chat returns the last message of the user, and counted', async () => {
    const { url } = await startEchoWorker(program);
    const messages = [
      { role: 'system', content: 'Be  brief.' },
      { role: 'user', content: 'one' },
      { role: 'user', content: ' two three ' },
      { role: 'assistant', content: null },
    ];
    const response = await post(`${url}/v1/chat/completions`, { model: 'any', messages });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^chatcmpl-\d+-\d+$/),
      object: 'chat.completion',
      created: expect.closeTo(Date.now() / 1000, -2),
      model: 'echo',
      choices: [
        {
          index: 0,
          logprobs: null,
          message: { role: 'assistant', content: ' two three ' },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
    });
  });

  test('content in parts is joined', async () => {
    const { url } = await startEchoWorker(program);
    const content = [
      { type: 'text', text: 'a ' },
      { type: 'text', text: 'b' },
    ];
    const response = await post(`${url}/v1/chat/completions`, { messages: [{ role: 'user', content }] });
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'a b' } }] });
  });

  test.each(['a prompt', ['a prompt']])('the prompt %j returns its text', async (prompt) => {
    const { url } = await startEchoWorker(program);
    const response = await post(`${url}/v1/completions`, { prompt, max_tokens: -1.5e3 });
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^cmpl-\d+-\d+$/),
      object: 'text_completion',
      created: expect.any(Number),
      model: 'echo',
      choices: [{ index: 0, logprobs: null, text: 'a prompt', finish_reason: 'stop' }],
      usage: { prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 },
    });
  });

  test('a streamed chat comes word by word', async () => {
    const { url } = await startEchoWorker(program);
    const messages = [{ role: 'user', content: ' ein  zwei\ndrei ' }];
    const response = await post(`${url}/v1/chat/completions`, { messages, stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = eventsOf(await response.text());
    const choice = (delta: object, reason: string | null = null) => ({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion.chunk',
      created: expect.any(Number),
      model: 'echo',
      choices: [{ index: 0, logprobs: null, delta, finish_reason: reason }],
    });
    expect(events).toEqual([
      choice({ role: 'assistant', content: '' }),
      choice({ content: ' ein' }),
      choice({ content: '  zwei' }),
      choice({ content: '\ndrei' }),
      choice({ content: ' ' }),
      choice({}, 'stop'),
    ]);
  });

  test('a streamed prompt comes word by word', async () => {
    const { url } = await startEchoWorker(program);
    const response = await post(`${url}/v1/completions`, { prompt: 'x y', stream: true });
    const choices = eventsOf(await response.text()).map(
      (event) => (event as { choices: unknown[] }).choices[0],
    );
    expect(choices).toEqual([
      { index: 0, logprobs: null, text: 'x', finish_reason: null },
      { index: 0, logprobs: null, text: ' y', finish_reason: null },
      { index: 0, logprobs: null, text: '', finish_reason: 'stop' },
    ]);
  });

  test('any text comes back unchanged, raw or escaped, whole or streamed', async () => {
    const { url } = await startEchoWorker(program);
    const raw = JSON.stringify({ prompt: hostileText });
    const escaped = raw.replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(escaped).toContain('\\ud83d\\udc1d');
    for (const body of [raw, escaped]) {
      const response = await post(`${url}/v1/completions`, body);
      expect(await response.json()).toMatchObject({ choices: [{ text: hostileText }] });
    }
    const stream = await post(`${url}/v1/completions`, { prompt: hostileText, stream: true });
    const pieces = eventsOf(await stream.text()).map(
      (event) => (event as { choices: [{ text: string }] }).choices[0].text,
    );
    expect(pieces.join('')).toBe(hostileText);
  });

  test.each([
    ['\\ud83d', '\ufffd'],
    ['\\udc1d', '\ufffd'],
    ['\\ud83dx', '\ufffdx'],
    ['\\ud83d\\ud83d\\udc1d', '\ufffd🐝'],
    ['\\ud83d\\n', '\ufffd\n'],
    ['\\/\\b\\f', '/\b\f'],
  ])('the string "%s"', async (text, expected) => {
    const { url } = await startEchoWorker(program);
    const response = await post(`${url}/v1/completions`, `{"prompt":"${text}"}`);
    expect(await response.json()).toMatchObject({ choices: [{ text: expected }] });
  });

  test('of a name that is given twice the last counts, and names inside other values do not', async () => {
    const { url } = await startEchoWorker(program);
    const body = '{"x":{"prompt":"no"},"prompt":"first","y":"\\"prompt\\":\\"no\\"","prompt":"last"}';
    const response = await post(`${url}/v1/completions`, body);
    expect(await response.json()).toMatchObject({ choices: [{ text: 'last' }] });
  });

  test('a long text is streamed whole', async () => {
    const { url } = await startEchoWorker(program);
    const prompt = 'word '.repeat(20_000);
    const response = await post(`${url}/v1/completions`, { prompt, stream: true });
    expect(eventsOf(await response.text()).length).toBe(20_002);
  });
});

describe('errors', () => {
  const notJson = 'The body is not JSON, or nested too deeply.';
  test.each([
    ['', notJson],
    ['{', notJson],
    ['{"prompt":"a"}}', notJson],
    ['{"prompt":"a",}', notJson],
    ['{"prompt":"a" "b":1}', notJson],
    ["{'prompt':'a'}", notJson],
    ['{"prompt":"\n"}', notJson],
    ['{"prompt":"\\x"}', notJson],
    ['{"prompt":"\\u12g4"}', notJson],
    ['{"prompt":"a', notJson],
    ['{"prompt":"a\\', notJson],
    ['{"prompt":01}', notJson],
    ['{"prompt":1.}', notJson],
    ['{"prompt":1e}', notJson],
    ['{"prompt":-}', notJson],
    ['{"prompt":nul}', notJson],
    ['['.repeat(100_000), notJson],
    ['[]', 'The body must be a JSON object.'],
    ['{}', '"prompt" must be a string, or an array of one string.'],
    ['{"prompt":["a","b"]}', '"prompt" must be a string, or an array of one string.'],
    ['{"prompt":"a","stream":"yes"}', '"stream" must be true or false.'],
    ['{"prompt":"a","model":1}', '"model" must be a string.'],
  ])('the body %.40j is 400', async (body, message) => {
    const { url } = await startEchoWorker(program);
    const response = await post(`${url}/v1/completions`, body);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: { message, type: 'invalid_request_error' } },
    ]);
  });

  test('bytes that are not UTF-8 are 400', async () => {
    const { port } = await startEchoWorker(program);
    for (const bytes of [
      '\xff',
      '\xc0\xaf',
      '\xed\xa0\x80',
      '\xf4\x90\x80\x80',
      '\xe2\x82',
      '\xf8\x88\x80\x80\x80',
    ]) {
      const body = Buffer.from(`{"prompt":"${bytes}"}`, 'latin1');
      const head = `POST /v1/completions HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n`;
      expect(await exchange(port, head, body)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test.each([
    [{ messages: 'x' }, '"messages" must be an array.'],
    [{ messages: [{ content: 'x' }] }, 'A message needs a "role" and a "content" of text.'],
    [{ messages: [{ role: 'user', content: 1 }] }, 'A message needs a "role" and a "content" of text.'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      'A message needs a "role" and a "content" of text.',
    ],
    [{ messages: [{ role: 'system', content: 'x' }] }, '"messages" holds no message of the user.'],
  ])('the chat %j is 400', async (body, message) => {
    const { url } = await startEchoWorker(program);
    const response = await post(`${url}/v1/chat/completions`, body);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: { message, type: 'invalid_request_error' } },
    ]);
  });

  test('an unknown path is 404', async () => {
    const { url } = await startEchoWorker(program);
    const response = await fetch(`${url}/v1/embeddings`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { message: 'There is nothing at this path.', type: 'invalid_request_error' } },
    ]);
  });

  test.each([
    ['/health', 'POST', 'GET, HEAD'],
    ['/v1/completions', 'GET', 'POST'],
  ])('%s does not take %s', async (path, method, allow) => {
    const { url } = await startEchoWorker(program);
    const response = await fetch(url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toEqual({
      error: { message: 'This path does not take this method.', type: 'invalid_request_error' },
    });
  });

  test('a body of 1 MiB is taken, one byte more is 413', async () => {
    const { url } = await startEchoWorker(program);
    const filler = 'x'.repeat(1024 * 1024 - '{"prompt":""}'.length);
    expect((await post(`${url}/v1/completions`, { prompt: filler })).status).toBe(200);
    const response = await post(`${url}/v1/completions`, { prompt: `${filler}x` });
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: { message: "The request's body is larger than 1 MiB.", type: 'invalid_request_error' } },
    ]);
  });
});

describe('command line', () => {
  test('--version and --help', () => {
    expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toBe('echo-worker-cpu 0.1.0\n');
    const help = execFileSync(program, ['--help'], { encoding: 'utf8' });
    for (const option of ['--port', '--host', '--queen-url', '--heartbeat-seconds'])
      expect(help).toContain(option);
  });

  test.each([
    [['--nonsense'], "unknown option '--nonsense'"],
    [['stray'], "unknown option 'stray'"],
    [['--portal', '1'], "unknown option '--portal'"],
    [['--port'], '--port needs a value'],
    [['--port', '65536'], "--port needs a number from 0 to 65535, not '65536'"],
    [['--port', '-1'], "--port needs a number from 0 to 65535, not '-1'"],
    [['--port', '8x'], "--port needs a number from 0 to 65535, not '8x'"],
    [['--heartbeat-seconds', '0'], "--heartbeat-seconds needs a number from 1 to 3600, not '0'"],
    [['--port=1'], "unknown option '--port=1'"],
    ...[
      'https://queen.example',
      'http://',
      'http://:80',
      'http://[::1]',
      'http://a:b@c',
      'http://a?b',
      'http://a b',
      'http://a:0/',
      'http://a:65536',
      'http://a:8x',
    ].map((url): [string[], string] => [
      ['--queen-url', url],
      '--queen-url must be http://host[:port][/path], without user, query and fragment',
    ]),
  ])('%j exits with 2', (args, message) => {
    const result = spawnSync(program, args, { encoding: 'utf8' });
    expect([result.status, result.stdout, result.stderr]).toEqual([
      2,
      '',
      `echo-worker-cpu: ${message}\nTry 'echo-worker-cpu --help'.\n`,
    ]);
  });

  test('a port that is taken exits with 1 and says so', async () => {
    const { port } = await startEchoWorker(program);
    const result = spawnSync(program, ['--port', String(port)], { encoding: 'utf8' });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain(`cannot listen on 127.0.0.1 port ${port}: `);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0', async (signal) => {
    const worker = await startEchoWorker(program);
    expect((await fetch(`${worker.url}/health`)).status).toBe(200);
    expect([await worker.stop(signal), worker.stderr()]).toEqual([0, '']);
  });
});
