import type { ChatTemplate } from '@rbee/model-catalog';
import { describe, expect, test } from 'vitest';
import { CHAT_ML, renderChat } from '../../../src/gateway/templates/render-chat.js';
import { StopWords } from '../../../src/gateway/templates/stop-words.js';
import { useGateway } from '../support.js';

const PLAIN: ChatTemplate = {
  text: '{{ messages[0].content }}|',
  ...{ bosToken: undefined, eosToken: undefined, addsBos: false },
};

const NEVER = new AbortController().signal;
const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];

describe('a chat template', () => {
  test('makes a conversation one prompt', async () => {
    expect(await renderChat(CHAT_ML, { messages }, NEVER)).toBe(
      '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n',
    );
    const thinking = '{% if enable_thinking %}think{% endif %}{{ messages[0].role }}';
    expect(await renderChat(thinking, { messages, variables: { enable_thinking: true } }, NEVER)).toBe(
      'thinkuser',
    );
  });

  test.each([
    ['that refuses', "{{ raise_exception('no system role') }}", 'no system role'],
    ['that is malformed', '{% for %}', 'cannot be filled'],
    ['that is too long', 'x'.repeat(300_000), 'too long'],
    [
      'that fills the memory',
      "{% for i in range(100000000) %}{{ 'x' * 1000 }}{% endfor %}",
      'cannot be filled',
    ],
  ])('%s is an error of the request', { timeout: 30_000 }, async (_name, template, text) => {
    await expect(renderChat(template, { messages }, NEVER)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(text),
    });
  });

  test('is given up when the client leaves', async () => {
    const leaving = new AbortController();
    const endless = '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}';
    const rendering = renderChat(endless, { messages }, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(rendering).rejects.toThrow('left');
  });
});

test('stop words are found across pieces, and nothing before them is lost', () => {
  const words = new StopWords(['<end>', 'STOP']);
  expect(['ab<', 'en', 'x', 'S', 'TO', 'Px'].map((piece) => words.push(piece)).join('')).toBe('ab<enx');
  expect(words.isStopped).toBe(true);
  const open = new StopWords(['<end>']);
  expect(open.push('a<e') + open.end()).toBe('a<e');
});

describe('a worker of rbee’s', () => {
  const events = (tokens: readonly string[]) =>
    [
      'data: {"type":"started"}\n\n',
      ...tokens.map((t, i) => `data: ${JSON.stringify({ type: 'token', t, i })}\n\n`),
      'data: [DONE]\n\n',
    ].join('');
  const options = (stream: string, template: ChatTemplate = PLAIN) => ({
    api: 'rbee-jobs' as const,
    modelPath: '/models/tiny.gguf',
    readTemplate: async () => template,
    script: ({ path }: { path: string }, response: import('node:http').ServerResponse) =>
      path === '/v1/jobs'
        ? void response.end('{"job_id":"1","sse_url":"http://0.0.0.0:1/v1/jobs/1/stream"}')
        : void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream),
  });

  test('gets the prompt of its model’s template, and its tokens become a chat', async () => {
    const { post, engine } = await useGateway(options(events(['Hel', 'lo', '<end>', 'x'])));
    const chat = { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }], stop: '<end>', max_tokens: 9 };
    const whole = await (await post('/chat/completions', chat)).json();
    expect(whole).toMatchObject({
      object: 'chat.completion',
      model: 'tiny',
      choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
    });
    expect(engine.requests[0]?.json).toMatchObject({ operation: 'infer', prompt: 'Hi|', max_tokens: 9 });
    expect(engine.requests[1]?.path).toBe('/v1/jobs/1/stream');
    const streamed = await (await post('/chat/completions', { ...chat, stream: true })).text();
    expect(streamed).toContain('"delta":{"role":"assistant","content":"Hel"}');
    expect(streamed).toMatch(/data: \[DONE\]\n\n$/);
  });

  test.each([
    ['has them in its prompt', false, '<s>Hi</s>'],
    ['has the first one once where its tokenizer adds it', true, 'Hi</s>'],
  ])('whose template names its first and last token %s', async (_name, addsBos, prompt) => {
    const template = {
      text: '{{ bos_token }}{{ messages[0].content }}{{ eos_token }}',
      ...{ bosToken: '<s>', eosToken: '</s>', addsBos },
    };
    const { post, engine } = await useGateway(options(events(['a']), template));
    await post('/chat/completions', { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }] });
    expect(engine.requests[0]?.json).toMatchObject({ prompt });
  });

  test('that gives up in the middle is an error', async () => {
    const { post } = await useGateway(
      options('data: {"type":"token","t":"a"}\n\ndata: {"type":"error","message":"out of memory"}\n\n'),
    );
    const chat = { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }] };
    expect((await post('/chat/completions', chat)).status).toBe(502);
    const streamed = await (await post('/chat/completions', { ...chat, stream: true })).text();
    expect(streamed).toContain('data: {"error":{"message":"The worker gave up: out of memory.');
  });
});
