import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from 'rbee-hive-daemon/api';
import { asApiError } from '../api/api-failure.js';
import { chunksOf } from '../api/chunks-of.js';
import { processPath } from '../api/paths.js';
import { hive } from '../hive.js';
import { type ChatMessage, readChatStream } from '../model/chat.js';

export interface ChatState {
  readonly messages: readonly ChatMessage[];
  readonly isAnswering: boolean;
  readonly error: ApiError | undefined;
  send(text: string): void;
  stop(): void;
}

/** A conversation with a worker, for as long as the view is there. */
export function useChat(processId: string): ChatState {
  const [messages, setMessages] = useState<readonly ChatMessage[]>([]);
  const [isAnswering, setAnswering] = useState(false);
  const [error, setError] = useState<ApiError>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function send(text: string): Promise<void> {
    const asked: readonly ChatMessage[] = [...messages, { role: 'user', content: text }];
    const stop = new AbortController();
    running.current = stop;
    setError(undefined);
    setAnswering(true);
    setMessages(asked);
    try {
      let reply = '';
      for await (const piece of ask(processId, asked, stop.signal)) {
        reply += piece;
        setMessages([...asked, { role: 'assistant', content: reply }]);
      }
    } catch (cause) {
      if (!stop.signal.aborted) setError(asApiError(cause));
    } finally {
      setAnswering(false);
    }
  }

  return { messages, isAnswering, error, send, stop: () => running.current?.abort() };
}

async function* ask(
  processId: string,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): AsyncGenerator<string> {
  const path = `${processPath(processId)}/http/v1/chat/completions`;
  const response = await hive.send(path, {
    method: 'POST',
    headers: { accept: 'text/event-stream' },
    body: { model: 'default', messages, stream: true },
    signal,
  });
  yield* readChatStream(chunksOf(response.body));
}
