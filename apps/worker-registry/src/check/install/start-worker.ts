import { messageOf } from '@rbee-internal/coded-error';
import { openTransport, readBody } from '@rbee-internal/system/transport';
import { z } from 'zod';
import { askHive, type HiveProgram } from './hive-program.js';

/** What a started worker did: it was healthy and answered, it was only healthy, or it was not even that. */
export type StartOutcome =
  | { readonly type: 'answered' }
  | { readonly type: 'healthy'; readonly silence: string }
  | { readonly type: 'failed'; readonly why: string };

export interface StartWorkerOptions {
  /** Where it sends its heartbeats. */
  readonly queenUrl: string;
  readonly signal?: AbortSignal | undefined;
}

/** How long a worker without a model may think, and the longest answer, in milliseconds and bytes. */
const ANSWER_MS = 60_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

const READY = new Error('It was asked what it was started for.');

const readyLine = z.looseObject({ type: z.literal('worker-ready'), url: z.url({ protocol: /^http$/ }) });
const chatAnswer = z.looseObject({ choices: z.array(z.unknown()).min(1) });

/**
 * Starts an installed worker, asks it for a chat once it is healthy, and stops it.
 *
 * @throws the signal's reason
 */
export async function startWorker(
  hive: HiveProgram,
  id: string,
  { queenUrl, signal }: StartWorkerOptions,
): Promise<StartOutcome> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  let asked: Promise<StartOutcome> | undefined;
  try {
    const answer = await askHive(hive, ['spawn', '--queen-url', queenUrl, '--', id], {
      signal: stop.signal,
      onLine(line) {
        const ready = readyLine.safeParse(line);
        if (!ready.success || asked !== undefined) return;
        asked = askForChat(ready.data.url, id, stop.signal).finally(() => stop.abort(READY));
      },
    });
    const why = 'why' in answer ? answer.why : 'it ended before it was asked anything';
    return { type: 'failed', why };
  } catch (error) {
    if (error !== READY || asked === undefined) throw error;
    return await asked;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** It never rejects: what keeps an answer away is the outcome. */
async function askForChat(url: string, id: string, signal: AbortSignal): Promise<StartOutcome> {
  const { fetch, close } = openTransport();
  try {
    const response = await fetch(new URL('/v1/chat/completions', url), {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, signal },
      body: JSON.stringify({ model: id, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    const body = await readBody(response, {
      ...{ maxBytes: MAX_ANSWER_BYTES, deadlineMilliseconds: ANSWER_MS, signal },
    });
    if (!response.ok) return silent(`it answered a chat with status ${response.status}`);
    return chatAnswer.safeParse(JSON.parse(body.toString())).success
      ? { type: 'answered' }
      : silent('what it answered to a chat is not in the form of OpenAI');
  } catch (error) {
    return silent(`it did not answer a chat: ${messageOf(error)}`);
  } finally {
    await close();
  }
}

function silent(silence: string): StartOutcome {
  return { type: 'healthy', silence };
}
