import { randomUUID } from 'node:crypto';
import { messageOf } from '@rbee-internal/coded-error';
import { DaemonError } from '../../errors.js';
import { openAiError, openAiErrorOf } from '../openai-error.js';
import { askEngine, readText, unreachable } from '../relay/upstream.js';
import { StopWords } from '../templates/stop-words.js';
import { CompletionWriter } from './completion-writer.js';
import { passError } from './pass-answer.js';
import { readJobTokens } from './rbee-job-events.js';
import { readInferSettings } from './rbee-job-request.js';
import type { Adapter, InferenceCall, ReadChatTemplate } from './types.js';

/**
 * For rbee's own workers, which take jobs: a prompt goes in, tokens come as events. The conversation is written by the
 * model's chat template here, since the worker does not.
 */
export function createRbeeJobsAdapter(readTemplate: ReadChatTemplate): Adapter {
  return async (call) => {
    const { engine, reply } = call;
    const settings = await readInferSettings(call, readTemplate);
    const created = await askEngine(engine, {
      path: '/v1/jobs',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings.job),
      signal: reply.signal,
    });
    if ((created.statusCode ?? 0) >= 300) return passError(created, reply);
    const path = eventPathOf(await readText(created));
    const answer = await askEngine(engine, { path, method: 'GET', signal: reply.signal });
    if ((answer.statusCode ?? 0) >= 300) return passError(answer, reply);
    return answerWith(readJobTokens(answer), call, settings.stop);
  };
}

async function answerWith(
  tokens: AsyncIterable<string>,
  { body, route, model, reply, meter }: InferenceCall,
  stop: readonly string[],
): Promise<boolean> {
  const isStream = body.type === 'json' && body.value.stream === true;
  const id = `${route.path === '/completions' ? 'cmpl' : 'chatcmpl'}-${randomUUID()}`;
  const writer = new CompletionWriter({ id, model, isChat: route.path !== '/completions', reply, isStream });
  const words = new StopWords(stop);
  let count = 0;
  try {
    for await (const token of tokens) {
      meter.firstToken();
      count += 1;
      meter.tokens(count);
      await writer.text(words.push(token));
      if (words.isStopped) break;
    }
    await writer.text(words.end());
    await writer.end(count);
    return true;
  } catch (error) {
    if (!reply.isBegun) throw error instanceof DaemonError ? error : unreachable(error);
    await reply.fail(failureOf(error));
    return false;
  }
}

function failureOf(error: unknown) {
  return error instanceof DaemonError ? openAiErrorOf(error).body : openAiError(messageOf(error));
}

/** Where the job's events are: a path of the same worker, whatever host it names. */
function eventPathOf(text: string): string {
  try {
    const { sse_url: url } = JSON.parse(text) as { sse_url?: unknown };
    const { pathname, search } = new URL(String(url), 'http://127.0.0.1');
    if (typeof url === 'string') return `${pathname}${search}`;
  } catch {
    // What is not JSON names no path either.
  }
  throw unreachable('it does not say where the job’s events are');
}
