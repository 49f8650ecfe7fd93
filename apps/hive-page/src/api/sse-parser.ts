import { createParser } from 'eventsource-parser';

/** One server-sent event. */
export interface SseMessage {
  /** The last `id:` so far; empty when there was none. */
  readonly id: string;
  /** @default 'message' */
  readonly event: string;
  readonly data: string;
}

export interface SseParser {
  /** Takes the next piece of the stream, cut anywhere. Returns the messages that it completes. */
  push(text: string): SseMessage[];
  /** Milliseconds, when the server has said how long to wait before the next try. */
  readonly retry: number | undefined;
}

/** Characters of one unfinished message; more is no stream of ours. */
const LONGEST = 16 * 1024 * 1024;

/** Reads `text/event-stream` piece by piece, with the defaults that the HTML standard gives a message. */
export function createSseParser(): SseParser {
  let completed: SseMessage[] = [];
  let lastId = '';
  let retry: number | undefined;
  const parser = createParser({
    maxBufferSize: LONGEST,
    onEvent: ({ id = lastId, event = 'message', data }) => {
      lastId = id;
      completed.push({ id, event, data });
    },
    onRetry: (milliseconds) => {
      retry = milliseconds;
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  return {
    push(text) {
      parser.feed(text);
      const messages = completed;
      completed = [];
      return messages;
    },
    get retry() {
      return retry;
    },
  };
}
