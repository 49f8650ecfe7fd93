import { pause } from '@rbee-internal/system/time';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { CommandFailure } from '../../errors.js';
import type { DaemonAddress } from './daemon-address.js';
import { requestDaemon } from './request-daemon.js';

/** How often a stream that broke is taken up again without anything having come, and the pause before. */
const MAX_ATTEMPTS = 5;
const PAUSE_MS = 300;

/** Characters of one event. */
const MAX_EVENT_CHARACTERS = 8 * 1024 * 1024;

export interface StreamOptions {
  readonly signal: AbortSignal;
  /** Events after this one. @default all */
  readonly after?: number | undefined;
  /** Told of the data of each event; `true` ends the stream. */
  readonly onData: (data: string) => boolean;
  /** Whether the end of the stream is the end of what is told; else it is taken up again. @default false */
  readonly endsByItself?: boolean;
}

/**
 * Reads a stream of server-sent events to its end. One that breaks is taken up where it broke.
 *
 * @throws CommandFailure `DAEMON_UNREACHABLE`, or as the daemon refuses; the signal's reason
 */
export async function readEvents(
  address: DaemonAddress,
  path: string,
  { signal, after, onData, endsByItself = false }: StreamOptions,
): Promise<void> {
  let lastId = after === undefined ? undefined : String(after);
  let attempts = 0;
  for (;;) {
    try {
      for await (const event of openEvents(address, path, { signal, lastId })) {
        attempts = 0;
        lastId = event.id ?? lastId;
        if (onData(event.data)) return;
      }
      if (endsByItself) return;
    } catch (error) {
      signal.throwIfAborted();
      if (!isBreak(error)) throw error;
    }
    attempts += 1;
    if (attempts >= MAX_ATTEMPTS) throw broken(address.url);
    await pause(PAUSE_MS * attempts, signal);
  }
}

async function* openEvents(
  address: DaemonAddress,
  path: string,
  { signal, lastId }: { readonly signal: AbortSignal; readonly lastId: string | undefined },
) {
  const headers = {
    accept: 'text/event-stream',
    ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
  };
  const { body } = await requestDaemon(address, path, { signal, headers });
  if (body === null) return;
  yield* body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: MAX_EVENT_CHARACTERS }));
}

/** Whether the connection went away, as opposed to an answer that says why not. */
function isBreak(error: unknown): boolean {
  return error instanceof CommandFailure ? error.code === 'DAEMON_UNREACHABLE' : error instanceof TypeError;
}

function broken(url: string): CommandFailure {
  return new CommandFailure({
    code: 'DAEMON_UNREACHABLE',
    message: `The daemon at ${url} no longer responds.`,
    hint: 'It may have ended; what it had begun is then marked interrupted. rbee-hive serve starts it again.',
  });
}
