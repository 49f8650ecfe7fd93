import type { IncomingMessage } from 'node:http';
import { DaemonError } from '../../errors.js';
import { dataOf, EventLines } from '../relay/event-lines.js';
import { unreachable } from '../relay/upstream.js';

/**
 * The tokens of a job, as its events bring them: `{"type":"token","t":"…"}`, then `[DONE]`.
 * @throws DaemonError `WORKER_UNREACHABLE` when the job reports an error, or its events break off
 */
export async function* readJobTokens(answer: IncomingMessage): AsyncGenerator<string> {
  const lines = new EventLines();
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      for (const line of lines.push(chunk)) {
        const data = dataOf(line);
        if (data === '[DONE]') return;
        const token = data === undefined ? undefined : tokenOf(data);
        if (token !== undefined) yield token;
      }
    }
  } catch (error) {
    throw error instanceof DaemonError ? error : unreachable(error);
  }
  throw unreachable('its events ended early');
}

function tokenOf(data: string): string | undefined {
  const event = parse(data);
  if (event.type === 'token' && typeof event.t === 'string') return event.t;
  if (event.type !== 'error') return undefined;
  const { message, error, code } = event;
  throw new DaemonError({
    code: 'WORKER_UNREACHABLE',
    message: `The worker gave up: ${String(message ?? error ?? code ?? 'it does not say why')}.`,
  });
}

function parse(data: string): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {};
  } catch {
    // An event that is not JSON is none of a job's tokens.
    return {};
  }
}
