import { pause } from '@rbee-internal/system/time';
import type { FleetHive, InferRequest } from 'rbee-hive-daemon';
import type { WorkerProcess } from 'rbee-hive-daemon/api';

const NOT_FOUND = 404;
/** The gateway takes up a process a moment after it is healthy. */
const TAKE_UP_TRIES = 50;
const TAKE_UP_MILLISECONDS = 100;
const MAX_ERROR_LENGTH = 300;

type Task = NonNullable<WorkerProcess['tasks']>[number];

/** By task, the shortest request that makes a model work. */
const REQUESTS: Partial<
  Record<Task, { readonly path: string; readonly body: Readonly<Record<string, unknown>> }>
> = {
  chat: {
    path: '/chat/completions',
    body: { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 1 },
  },
  completion: { path: '/completions', body: { prompt: 'Hello', max_tokens: 1 } },
  embedding: { path: '/embeddings', body: { input: 'Hello' } },
};

/**
 * Asks a worker for real, by the gateway, as a client would. One whose tasks need a file, or are not known, is proven by its health.
 * @throws where it does not answer, or with an error
 */
export async function proveLine(process: WorkerProcess, hive: FleetHive, signal: AbortSignal): Promise<void> {
  const request = (process.tasks ?? []).map((task) => REQUESTS[task]).find((found) => found !== undefined);
  if (request === undefined || process.modelId === undefined) return;
  const body = Buffer.from(JSON.stringify({ model: process.modelId, ...request.body }));
  const asked: InferRequest = { path: request.path, contentType: 'application/json', body, signal };
  for (let left = TAKE_UP_TRIES; ; left -= 1) {
    const { status, chunks } = await hive.infer(asked);
    const text = await textOf(chunks);
    if (status < 300) return;
    if (status !== NOT_FOUND || left <= 1)
      throw new Error(`it answered a request to ${request.path} with ${status}: ${text}`);
    await pause(TAKE_UP_MILLISECONDS, signal);
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks)
    if (text.length < MAX_ERROR_LENGTH) text += Buffer.from(chunk).toString('utf8');
  return text.slice(0, MAX_ERROR_LENGTH);
}
