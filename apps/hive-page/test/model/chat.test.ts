import { expect, it } from 'vitest';
import { chunksOf } from '../../src/api/chunks-of.js';
import { readChatStream } from '../../src/model/chat.js';

async function read(...pieces: readonly string[]): Promise<string[]> {
  const body = new Blob([pieces.join('')]).stream();
  const found: string[] = [];
  for await (const piece of readChatStream(chunksOf(body))) found.push(piece);
  return found;
}

const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

it('reads the pieces of an answer up to its end', async () => {
  const role = 'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n';
  expect(await read(role, delta('Hi'), delta(' ä'), 'data: [DONE]\n\n', delta('x'))).toEqual(['Hi', ' ä']);
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
