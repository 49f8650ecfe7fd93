import { isApiFailure } from './api-failure.js';
import { chunksOf } from './chunks-of.js';
import type { Client } from './client.js';
import { createSseParser, type SseMessage } from './sse-parser.js';

/** `live`: connected. `reconnecting`: the connection broke, and is made again where it was. */
export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'ended';

export interface FollowOptions {
  readonly client: Pick<Client, 'send'>;
  readonly signal: AbortSignal;
  /** Messages in order, each number once. */
  readonly onMessages: (messages: readonly SseMessage[]) => void;
  readonly onState: (state: StreamState) => void;
  /** After the stream ended by itself: whether that was the end of what it follows. */
  readonly isComplete: () => boolean | Promise<boolean>;
  /** Whether the numbers have no gaps; one is then taken for a fault and asked for again. @default false */
  readonly gapless?: boolean;
  /** Start after this message. @default 0 */
  readonly after?: number;
  /** Lets time pass; for tests. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Without a byte for so long the connection counts as lost. @default 45_000, three of the daemon's comments */
  readonly silentMilliseconds?: number;
}

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 10_000;
/** How long messages may be worked on before the page gets its turn. */
const WORK_MILLISECONDS = 8;

/**
 * Follows a numbered event stream to its end over any number of connections: each begins after the last message
 * that was passed on, so none is lost or doubled. Resolves at the end.
 * @throws the signal's reason; `ApiFailure` where trying again is no use, such as 404
 */
export async function followStream(path: string, options: FollowOptions): Promise<void> {
  const { signal, onState, isComplete, sleep = pause } = options;
  const place = { last: options.after ?? 0, skippedFrom: -1 };
  onState('connecting');
  for (let failures = 0; ; ) {
    const before = place.last;
    const connection = await connectOnce(path, { ...options, place });
    signal.throwIfAborted();
    if (connection.ended && (await isComplete())) break;
    failures = place.last > before ? 0 : failures + 1;
    onState('reconnecting');
    const growing = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 8));
    await sleep(connection.retry ?? growing, signal);
  }
  onState('ended');
}

interface Place {
  last: number;
  /** Where a gap was met before: the second time it is the daemon's word. */
  skippedFrom: number;
}

interface Connection {
  readonly ended: boolean;
  readonly retry?: number | undefined;
}

async function connectOnce(path: string, options: FollowOptions & { place: Place }): Promise<Connection> {
  const { client, signal, place, onState, silentMilliseconds = 45_000 } = options;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentMilliseconds);
  try {
    const response = await client.send(path, {
      signal: AbortSignal.any([signal, silence.signal]),
      headers: {
        accept: 'text/event-stream',
        ...(place.last > 0 && { 'last-event-id': String(place.last) }),
      },
    });
    onState('live');
    const parser = createSseParser();
    const decoder = new TextDecoder();
    let workedSince = performance.now();
    for await (const bytes of chunksOf(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMilliseconds);
      if (!passOn(parser.push(decoder.decode(bytes, { stream: true })), options)) return { ended: false };
      if (performance.now() - workedSince < WORK_MILLISECONDS) continue;
      await nextTurn();
      workedSince = performance.now();
    }
    return { ended: true, retry: parser.retry };
  } catch (error) {
    signal.throwIfAborted();
    if (isApiFailure(error)) return afterRefusal(error);
    // Whatever else broke, the connection is gone, and is made again.
    return { ended: false };
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** @returns false where a gap wants another connection */
function passOn(
  messages: readonly SseMessage[],
  { place, gapless = false, onMessages }: HandOnOptions,
): boolean {
  const fresh: SseMessage[] = [];
  let isWhole = true;
  for (const message of messages) {
    const number = Number(message.id);
    if (number <= place.last) continue;
    if (gapless && number > place.last + 1 && place.skippedFrom !== place.last) {
      place.skippedFrom = place.last;
      isWhole = false;
      break;
    }
    place.last = number;
    fresh.push(message);
  }
  if (fresh.length > 0) onMessages(fresh);
  return isWhole;
}

type HandOnOptions = Pick<FollowOptions, 'gapless' | 'onMessages'> & { place: Place };

function afterRefusal(error: { status: number; retryAfter: number | undefined }): Connection {
  const mayPass = error.status === 0 || error.status === 429 || error.status >= 500;
  if (!mayPass) throw error;
  const { retryAfter } = error;
  return { ended: false, ...(retryAfter !== undefined && { retry: Math.min(retryAfter, 60) * 1000 }) };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      signal.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Lets the page paint and respond before the work goes on; a timer would be slowed down. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
