import { createSseParser } from '../../api/sse-parser.js';

/** A picture or recording that goes with a message, as a `data:` URL. */
export interface Attachment {
  readonly kind: 'image' | 'audio';
  readonly name: string;
  readonly url: string;
}

/** How quickly a response came. */
export interface ChatSpeed {
  /** Milliseconds until its first token. */
  readonly firstTokenMs: number;
  readonly tokens: number;
  readonly tokensPerSecond: number | undefined;
}

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** What the model thought before it answered, where it says so. */
  readonly thinking?: string;
  readonly attachments?: readonly Attachment[];
  readonly speed?: ChatSpeed;
}

/** What a chunk of a stream adds. */
export interface ChatPiece {
  readonly content: string;
  readonly thinking: string;
  /** Tokens of the whole response, as the worker counted them. */
  readonly tokens?: number;
}

/** What a worker's response adds, piece by piece. @throws when the worker reports an error in the stream */
export async function* readChatStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<ChatPiece> {
  const parser = createSseParser();
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    for (const { data } of parser.push(decoder.decode(bytes, { stream: true }))) {
      if (data === '[DONE]') return;
      yield pieceOf(data);
    }
  }
}

interface Delta {
  readonly content?: string | null;
  /** As llama.cpp and DeepSeek call it. */
  readonly reasoning_content?: string | null;
  /** As ollama and vLLM call it. */
  readonly reasoning?: string | null;
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: Delta; readonly message?: Delta }[];
  readonly error?: string | { readonly message?: string };
  readonly usage?: { readonly completion_tokens?: number } | null;
}

/** One chunk, streamed (`delta`) or whole (`message`). */
function pieceOf(data: string): ChatPiece {
  const { choices, error, usage } = parseChunk(data);
  const failure = typeof error === 'string' ? error : error?.message;
  if (failure !== undefined) throw new Error(failure);
  const {
    content,
    reasoning_content: reasoned,
    reasoning,
  } = choices?.[0]?.delta ?? choices?.[0]?.message ?? {};
  const tokens = usage?.completion_tokens;
  return {
    content: content ?? '',
    thinking: reasoned ?? reasoning ?? '',
    ...(tokens !== undefined && { tokens }),
  };
}

function parseChunk(data: string): Chunk {
  try {
    return JSON.parse(data) as Chunk;
  } catch (cause) {
    throw new Error(`The worker sent something that is not JSON: ${data.slice(0, 80)}`, { cause });
  }
}

const THOUGHT = /^\s*<think(?:ing)?>([\s\S]*?)(?:<\/think(?:ing)?>\s*|$)/;

/** A response whose text begins with its thoughts in tags, with the two apart. */
export function splitThoughts({ content, thinking }: Pick<ChatPiece, 'content' | 'thinking'>) {
  const match = THOUGHT.exec(content);
  if (match === null) return { content, thinking };
  return { content: content.slice(match[0].length), thinking: thinking + (match[1] ?? '').trim() };
}

/** The messages as OpenAI's API has them; thoughts are not sent back. */
export function toRequest(messages: readonly ChatMessage[]): unknown[] {
  return messages.map(({ role, content, attachments = [] }) => {
    if (attachments.length === 0) return { role, content };
    const text = content === '' ? [] : [{ type: 'text', text: content }];
    return { role, content: [...text, ...attachments.map(partOf)] };
  });
}

function partOf({ kind, url }: Attachment): unknown {
  if (kind === 'image') return { type: 'image_url', image_url: { url } };
  return { type: 'input_audio', input_audio: { data: url.slice(url.indexOf(',') + 1), format: 'wav' } };
}

/** `12.3 tokens/s, first after 240 ms`. */
export function speedText({ tokensPerSecond, firstTokenMs, tokens }: ChatSpeed): string {
  const first = `first token after ${firstTokenMs < 1_000 ? `${Math.round(firstTokenMs)} ms` : `${(firstTokenMs / 1_000).toFixed(1)} s`}`;
  return tokensPerSecond === undefined
    ? `${tokens} tokens, ${first}`
    : `${tokensPerSecond.toFixed(1)} tokens/s, ${first}`;
}

/** Characters of a conversation that are kept for a reload; a longer one keeps its newest messages. */
const KEPT_CHARACTERS = 400_000;

/** The newest messages that may be kept, without their attachments. */
export function keptMessages(messages: readonly ChatMessage[]): ChatMessage[] {
  let left = KEPT_CHARACTERS;
  const kept: ChatMessage[] = [];
  for (const { attachments: _, ...message } of [...messages].reverse()) {
    left -= message.content.length + (message.thinking?.length ?? 0);
    if (left < 0) break;
    kept.unshift(message);
  }
  return kept;
}
