import { createSseParser } from '../api/sse-parser.js';

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** What a worker's response adds, piece by piece. @throws when the worker reports an error in the stream */
export async function* readChatStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const parser = createSseParser();
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    for (const { data } of parser.push(decoder.decode(bytes, { stream: true }))) {
      if (data === '[DONE]') return;
      const piece = deltaOf(data);
      if (piece !== '') yield piece;
    }
  }
}

/** The text of one chunk, streamed (`delta`) or whole (`message`); empty for one that has none. */
function deltaOf(data: string): string {
  const chunk = parseChunk(data);
  if (typeof chunk.error?.message === 'string') throw new Error(chunk.error.message);
  const choice = chunk.choices?.[0];
  return choice?.delta?.content ?? choice?.message?.content ?? '';
}

interface Chunk {
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string };
    readonly message?: { readonly content?: string };
  }[];
  readonly error?: { readonly message?: string };
}

function parseChunk(data: string): Chunk {
  try {
    return JSON.parse(data) as Chunk;
  } catch (cause) {
    throw new Error(`The worker sent something that is not JSON: ${data.slice(0, 80)}`, { cause });
  }
}
