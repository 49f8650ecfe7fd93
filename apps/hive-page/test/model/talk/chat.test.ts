import { expect, it } from 'vitest';
import { chunksOf } from '../../../src/api/chunks-of.js';
import {
  keptMessages,
  readChatStream,
  speedText,
  splitThoughts,
  toRequest,
} from '../../../src/model/talk/chat.js';

async function read(...pieces: readonly string[]): Promise<string[]> {
  const body = new Blob([pieces.join('')]).stream();
  const found: string[] = [];
  for await (const piece of readChatStream(chunksOf(body))) found.push(piece.content);
  return found;
}

const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

it('reads the pieces of an answer up to its end', async () => {
  const role = 'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n';
  expect(await read(role, delta('Hi'), delta(' ä'), 'data: [DONE]\n\n', delta('x'))).toEqual([
    '',
    'Hi',
    ' ä',
  ]);
});

it('reads an answer that comes whole', async () => {
  expect(await read('data: {"choices":[{"message":{"content":"Hi"}}]}\n\n')).toEqual(['Hi']);
});

it('an error in the stream is the worker’s word', async () => {
  await expect(read(delta('Hi'), 'data: {"error":{"message":"out of memory"}}\n\n')).rejects.toThrow(
    'out of memory',
  );
});

it('reports what is not JSON', async () => {
  await expect(read('data: <html>\n\n')).rejects.toThrow('not JSON: <html>');
});

it('thoughts come apart from the answer, as fields or in tags', async () => {
  const body = new Blob([
    'data: {"choices":[{"delta":{"content":null,"reasoning_content":"Hm"}}]}\n\n',
    'data: {"choices":[{"delta":{"reasoning":"."}}]}\n\n',
    'data: {"choices":[],"usage":{"completion_tokens":7}}\n\n',
  ]).stream();
  const pieces = [];
  for await (const piece of readChatStream(chunksOf(body))) pieces.push(piece);
  expect(pieces).toEqual([
    { content: '', thinking: 'Hm' },
    { content: '', thinking: '.' },
    { content: '', thinking: '', tokens: 7 },
  ]);
  const split = (content: string) => splitThoughts({ content, thinking: '' });
  expect(split('<think>\nHm\n</think>\n\nYes')).toEqual({ content: 'Yes', thinking: 'Hm' });
  expect(split('<think>still')).toEqual({ content: '', thinking: 'still' });
  expect(split('Yes <think>')).toEqual({ content: 'Yes <think>', thinking: '' });
});

it('sends text alone as text, and pictures and recordings as parts', () => {
  const image = { kind: 'image', name: 'a.png', url: 'data:image/png;base64,AA' } as const;
  const audio = { kind: 'audio', name: 'a.wav', url: 'data:audio/wav;base64,BB' } as const;
  expect(
    toRequest([
      { role: 'user', content: 'Look', attachments: [image, audio] },
      { role: 'assistant', content: 'Nice', thinking: 'Hm' },
    ]),
  ).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: image.url } },
        { type: 'input_audio', input_audio: { data: 'BB', format: 'wav' } },
      ],
    },
    { role: 'assistant', content: 'Nice' },
  ]);
});

it('of a long conversation the newest messages are kept, without attachments', () => {
  const long = { role: 'user', content: 'x'.repeat(300_000) } as const;
  const image = { kind: 'image', name: 'a', url: 'data:' } as const;
  expect(keptMessages([long, { role: 'user', content: 'new', attachments: [image] }, long])).toEqual([
    { role: 'user', content: 'new' },
    long,
  ]);
});

it('says how quickly a response came', () => {
  expect(speedText({ firstTokenMs: 240, tokens: 9, tokensPerSecond: 12.34 })).toBe(
    '12.3 tokens/s, first token after 240 ms',
  );
  expect(speedText({ firstTokenMs: 2_400, tokens: 1, tokensPerSecond: undefined })).toBe(
    '1 tokens, first token after 2.4 s',
  );
});
