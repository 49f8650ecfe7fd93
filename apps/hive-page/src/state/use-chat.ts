import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError, WorkerProcess } from 'rbee-hive-daemon/api';
import { asApiError } from '../api/api-failure.js';
import { chunksOf } from '../api/chunks-of.js';
import { inferencePath } from '../api/paths.js';
import { hive } from '../hive.js';
import {
  type Attachment,
  type ChatMessage,
  keptMessages,
  readChatStream,
  splitThoughts,
  toRequest,
} from '../model/talk/chat.js';

export interface ChatState {
  readonly messages: readonly ChatMessage[];
  readonly isAnswering: boolean;
  readonly error: ApiError | undefined;
  send(text: string, attachments?: readonly Attachment[]): void;
  stop(): void;
  /** Asks for another response to the last message of the person. */
  retry(): void;
  /** Takes a message and what follows it back. @returns its text, to be changed */
  takeBack(place: number): string;
  clear(): void;
}

/** A conversation with a worker; the tab keeps it until it is closed. */
export function useChat(process: Pick<WorkerProcess, 'id' | 'modelId'>): ChatState {
  const key = `rbee-chat-${process.id}`;
  const [messages, setMessages] = useState<readonly ChatMessage[]>(() => restore(key));
  const [isAnswering, setAnswering] = useState(false);
  const [error, setError] = useState<ApiError>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => keep(key, messages), [key, messages]);

  async function answer(asked: readonly ChatMessage[]): Promise<void> {
    const stop = new AbortController();
    running.current = stop;
    setError(undefined);
    setAnswering(true);
    setMessages(asked);
    try {
      for await (const reply of replies(process, asked, stop.signal)) setMessages([...asked, reply]);
    } catch (cause) {
      if (!stop.signal.aborted) setError(asApiError(cause));
    } finally {
      setAnswering(false);
    }
  }

  return {
    messages,
    isAnswering,
    error,
    send: (content, attachments = []) =>
      void answer([...messages, { role: 'user', content, ...(attachments.length > 0 && { attachments }) }]),
    stop: () => running.current?.abort(),
    retry: () => void answer(messages.slice(0, messages.findLastIndex(({ role }) => role === 'user') + 1)),
    takeBack(place) {
      setError(undefined);
      setMessages(messages.slice(0, place));
      return messages[place]?.content ?? '';
    },
    clear() {
      setError(undefined);
      setMessages([]);
    },
  };
}

/** The response as it grows; the last one has its speed. */
async function* replies(
  process: Pick<WorkerProcess, 'id' | 'modelId'>,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): AsyncGenerator<ChatMessage> {
  const begun = performance.now();
  const response = await hive.send(inferencePath(process, 'chat/completions'), {
    method: 'POST',
    headers: { accept: 'text/event-stream' },
    body: {
      ...{ model: process.modelId ?? 'default', messages: toRequest(messages) },
      ...{ stream: true, stream_options: { include_usage: true } },
    },
    signal,
  });
  let whole = { content: '', thinking: '' };
  let firstAt: number | undefined;
  let counted = 0;
  let tokens: number | undefined;
  for await (const piece of readChatStream(chunksOf(response.body))) {
    tokens = piece.tokens ?? tokens;
    if (piece.content === '' && piece.thinking === '') continue;
    firstAt ??= performance.now();
    counted += 1;
    whole = { content: whole.content + piece.content, thinking: whole.thinking + piece.thinking };
    yield messageOf(whole);
  }
  if (firstAt === undefined) return;
  const all = tokens ?? counted;
  const seconds = (performance.now() - firstAt) / 1_000;
  const tokensPerSecond = all > 1 && seconds > 0 ? (all - 1) / seconds : undefined;
  yield { ...messageOf(whole), speed: { firstTokenMs: firstAt - begun, tokens: all, tokensPerSecond } };
}

function messageOf(whole: { readonly content: string; readonly thinking: string }): ChatMessage {
  const { content, thinking } = splitThoughts(whole);
  return { role: 'assistant', content, ...(thinking !== '' && { thinking }) };
}

function restore(key: string): readonly ChatMessage[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? (kept as ChatMessage[]) : [];
  } catch {
    // What another version of the page left cannot be shown.
    return [];
  }
}

function keep(key: string, messages: readonly ChatMessage[]): void {
  try {
    if (messages.length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(keptMessages(messages)));
  } catch {
    // The tab's storage is full: the conversation goes on, and is not kept.
    sessionStorage.removeItem(key);
  }
}
