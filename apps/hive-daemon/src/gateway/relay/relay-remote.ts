import { messageOf } from '@rbee-internal/coded-error';
import { DaemonError } from '../../errors.js';
import type { RemoteModels } from '../../fleet/types.js';
import type { JsonBody } from '../body/json-body.js';
import type { SpooledForm } from '../body/spooled-form.js';
import { openAiError } from '../openai-error.js';
import type { InferenceRoute } from '../routes.js';
import type { Reply } from './reply.js';

export interface RelayRemoteInit {
  readonly route: InferenceRoute;
  readonly model: string;
  readonly body: JsonBody | SpooledForm;
  readonly reply: Reply;
}

/** Of a body that another hive is asked with. */
const MAX_BODY_BYTES = 32 * 1024 ** 2;

/** Passes on what another hive answers. A stream that breaks off gets an error event. @throws DaemonError before it has begun */
export async function relayRemote(
  remote: RemoteModels,
  { route, model, body, reply }: RelayRemoteInit,
): Promise<void> {
  const contentType = body.type === 'json' ? 'application/json' : body.contentType;
  const bytes = body.type === 'json' ? Buffer.from(body.text) : await bytesOf(body);
  const { signal } = reply;
  const answer = await remote.infer(model, { path: route.path, contentType, body: bytes, signal });
  const isStream = answer.contentType.startsWith('text/event-stream');
  reply.head(answer.status, {
    'content-type': answer.contentType,
    ...(isStream && { 'x-accel-buffering': 'no' }),
  });
  try {
    for await (const chunk of answer.chunks) await reply.write(Buffer.from(chunk));
    reply.response.end();
  } catch (error) {
    if (!isStream) throw error;
    const message = `The hive that answers broke off: ${messageOf(error)}.`;
    if (!signal.aborted) await reply.fail(openAiError(message, { code: 'worker_unreachable' }));
  }
}

async function bytesOf(form: SpooledForm): Promise<Buffer> {
  const { bytes, chunks } = form.content(undefined);
  if (bytes > MAX_BODY_BYTES) {
    throw new DaemonError({
      code: 'BODY_TOO_LARGE',
      message: `Another hive can be asked with at most ${MAX_BODY_BYTES / 1024 ** 2} MiB.`,
      hint: 'Ask the hive that serves the model itself.',
    });
  }
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
