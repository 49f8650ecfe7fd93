import type { IncomingMessage } from 'node:http';
import { DaemonError } from '../../errors.js';
import { dataOf, EventLines } from './event-lines.js';
import { MergedCompletion } from './merge-chunks.js';
import type { StreamProgress } from './stream-progress.js';
import { unreachable } from './upstream.js';

/** Of all chunks of one answer. */
const MAX_ANSWER_BYTES = 64 * 1024 ** 2;

/** What a stream came to: a whole answer, or the error that the engine reported in it. */
export type Collected =
  | { readonly type: 'completion'; readonly body: Record<string, unknown> }
  | { readonly type: 'error'; readonly body: unknown };

/**
 * Puts an OpenAI stream together into one answer.
 * @throws DaemonError `WORKER_UNREACHABLE` when it breaks off
 */
export async function collectEvents(answer: IncomingMessage, progress: StreamProgress): Promise<Collected> {
  const merged = new MergedCompletion();
  const lines = new EventLines();
  let bytes = 0;
  let failure: unknown;
  const take = (line: string) => {
    const data = dataOf(line);
    if (data === undefined) return;
    progress.add(data);
    if (data === '[DONE]') return;
    const chunk = JSON.parse(data) as Record<string, unknown>;
    if (chunk.error !== undefined) failure = chunk;
    else merged.add(chunk);
  };
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) throw new Error(`it is longer than ${MAX_ANSWER_BYTES} bytes`);
      for (const line of lines.push(chunk)) take(line);
    }
    for (const line of lines.end()) take(line);
  } catch (error) {
    throw error instanceof DaemonError ? error : unreachable(error);
  }
  if (failure !== undefined) return { type: 'error', body: failure };
  const body = merged.result();
  if (body === undefined || !(progress.isDone || progress.hasFinished)) throw unreachable('it ended early');
  return { type: 'completion', body };
}
