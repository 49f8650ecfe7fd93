import { once } from 'node:events';
import { DaemonError } from '../errors.js';
import type { SequencedLog } from '../log/sequenced-log.js';
import type { Call } from './router.js';
import { DATA_HEADERS } from './security-headers.js';
import { Turns } from './turns.js';

const QUIET_MILLISECONDS = 15_000;
const COMMENT = Buffer.from(':\n\n');

/** How many event streams are open, how many may be, and whose turn it is. */
export class StreamSlots {
  readonly turns = new Turns();
  readonly #limit: number;
  #open = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws DaemonError `BUSY` */
  take(): () => void {
    if (this.#open >= this.#limit) {
      throw new DaemonError({ code: 'BUSY', message: `${this.#limit} event streams are open already.` });
    }
    this.#open += 1;
    return () => {
      this.#open -= 1;
    };
  }
}

/**
 * Sends a log as server-sent events, from the line after the one that the client had last until the log ends. A reader
 * holds one block at most: the next is read when the connection took the last.
 */
export async function sendEventStream(log: SequencedLog, call: Call, turns: Turns): Promise<void> {
  const { response, request, signal } = call;
  let seq = lastEventId(call);
  response.writeHead(200, {
    ...DATA_HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  if (request.method === 'HEAD') return void response.end();
  response.flushHeaders();
  while (!signal.aborted) {
    await turns.next();
    const isLast = log.isEnded;
    const change = watch(log, signal);
    const chunk = await log.chunkAfter(seq);
    if (chunk !== undefined) {
      change.stop();
      seq = Math.max(seq, chunk.lastSeq);
      await send(chunk.bytes, call);
    } else if (isLast) {
      change.stop();
      response.end();
      return;
    } else if (!(await change.came)) await send(COMMENT, call);
  }
}

async function send(bytes: Buffer, { response, signal }: Call): Promise<void> {
  if (bytes.length === 0 || signal.aborted || response.write(bytes)) return;
  await once(response, 'drain', { signal }).catch(() => undefined);
}

interface Watch {
  /** Whether something came before it was quiet for too long, or the client left. */
  readonly came: Promise<boolean>;
  readonly stop: () => void;
}

/** Begins to wait before the log is read, so that nothing comes in between unnoticed. */
function watch(log: SequencedLog, signal: AbortSignal): Watch {
  let stop = (): void => undefined;
  const came = new Promise<boolean>((resolve) => {
    const finish = (value: boolean) => {
      stop();
      resolve(value);
    };
    const onAbort = () => finish(true);
    const timer = setTimeout(() => finish(false), QUIET_MILLISECONDS);
    const forget = log.onChange(() => finish(true));
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      forget();
      signal.removeEventListener('abort', onAbort);
    };
  });
  return { came, stop };
}

/** @throws DaemonError `BAD_REQUEST` */
function lastEventId({ request, query }: Call): number {
  const header = request.headers['last-event-id'];
  const text = (Array.isArray(header) ? header[0] : header) || query.get('after') || '0';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new DaemonError({
    code: 'BAD_REQUEST',
    message: 'The position to continue from must be the number of an event.',
    path: 'after',
  });
}
