import type { IncomingMessage } from 'node:http';
import { messageOf } from '@rbee-internal/coded-error';
import { withModel } from '../body/json-text.js';
import { openAiError } from '../openai-error.js';
import { dataOf, EventLines } from './event-lines.js';
import type { Reply } from './reply.js';
import type { StreamProgress } from './stream-progress.js';

export interface RelayInit {
  readonly reply: Reply;
  readonly progress: StreamProgress;
  /** What the client called the model. */
  readonly model: string;
}

/**
 * Passes an OpenAI stream on, each line as it came but for the name of the model. One that breaks off gets an error event: a
 * client takes an end without `[DONE]` for a success. Whether it was whole.
 */
export async function relayEvents(
  answer: IncomingMessage,
  { reply, progress, model }: RelayInit,
): Promise<boolean> {
  const lines = new EventLines();
  const pass = (whole: readonly string[]) => reply.write(whole.map((line) => rename(line)).join(''));
  reply.beginEvents();
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) await pass(lines.push(chunk));
    await pass(lines.end());
  } catch (error) {
    if (!progress.isDone) return broken(messageOf(error));
  }
  if (!progress.isDone && progress.hasFinished) await reply.write('data: [DONE]\n\n');
  else if (!progress.isDone && !progress.hasFailed) return broken('it ended early');
  reply.response.end();
  return !progress.hasFailed;

  function rename(line: string): string {
    const data = dataOf(line);
    if (data === undefined) return line;
    progress.add(data);
    return data.startsWith('{') ? `data: ${withModel(data, model)}\n` : line;
  }

  async function broken(reason: string): Promise<false> {
    if (!reply.signal.aborted) {
      const message = `The worker broke off before its answer was whole: ${reason}.`;
      await reply.fail(openAiError(message, { code: 'worker_unreachable' }));
    }
    return false;
  }
}
