import type { IncomingMessage } from 'node:http';
import { withModel } from '../body/json-text.js';
import { collectEvents } from '../relay/collect-events.js';
import { relayEvents } from '../relay/relay-events.js';
import { StreamProgress } from '../relay/stream-progress.js';
import { askEngine } from '../relay/upstream.js';
import { openAiFormOf, passAnswer, passError } from './pass-answer.js';
import type { Adapter, InferenceCall } from './types.js';

/** Routes that can stream. */
const STREAMING: ReadonlySet<string> = new Set(['/chat/completions', '/completions']);
const JSON_HEADERS = { 'content-type': 'application/json' };

/**
 * For workers that have OpenAI's routes. What does not stream is asked for as a stream, where there is one: an engine notices
 * only then that the client has left.
 */
export const openAiAdapter: Adapter = async (call) => {
  const { route, engine, reply, meter, model } = call;
  const answer = await askEngine(engine, {
    path: `/v1${route.path}`,
    signal: reply.signal,
    ...bodyOf(call),
  });
  if (!isEventStream(answer)) {
    meter.firstToken();
    return passAnswer(answer, { reply, model });
  }
  if ((answer.statusCode ?? 0) >= 300) return passError(answer, reply);
  const progress = new StreamProgress(meter);
  if (call.body.type === 'form' || call.body.value.stream === true) {
    return relayEvents(answer, { reply, progress, model });
  }
  const collected = await collectEvents(answer, progress);
  if (collected.type === 'error') {
    reply.json(502, openAiFormOf(JSON.stringify(collected.body), 502));
    return false;
  }
  reply.json(200, { ...collected.body, model });
  return true;
};

function bodyOf({ route, body, model, engine }: InferenceCall) {
  if (body.type === 'form')
    return { headers: { 'content-type': body.contentType }, body: body.content(engine.modelId) };
  const name = engine.modelId ?? model;
  if (!STREAMING.has(route.path) || body.value.stream === true) {
    return {
      headers: JSON_HEADERS,
      body: body.value.model === name ? body.text : withModel(body.text, name),
    };
  }
  const value = { ...body.value, model: name, stream: true, stream_options: { include_usage: true } };
  return { headers: JSON_HEADERS, body: JSON.stringify(value) };
}

function isEventStream({ headers }: IncomingMessage): boolean {
  return /^text\/event-stream\b/i.test(headers['content-type'] ?? '');
}
