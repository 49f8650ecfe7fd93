import { openAiError } from '../openai-error.js';
import { askEngine, readText } from '../relay/upstream.js';
import { passError } from './pass-answer.js';
import type { Adapter } from './types.js';

const DEFAULT_PATH = '/inference';

/** Types of the formats that whisper-server sends as something else. */
const TYPES: Readonly<Record<string, string>> = {
  text: 'text/plain; charset=utf-8',
  srt: 'text/plain; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

/** For whisper.cpp's server: one path, which its command line names, and plain errors. */
export const whisperAdapter: Adapter = async ({ body, engine, reply, meter }) => {
  if (body.type !== 'form') return false;
  const answer = await askEngine(engine, {
    path: inferencePathOf(engine.args),
    headers: { 'content-type': body.contentType },
    body: body.content(),
    signal: reply.signal,
  });
  meter.firstToken();
  const { statusCode: status = 502, headers } = answer;
  if (status >= 300) return passError(answer, reply);
  const text = await readText(answer);
  const failure = errorIn(text);
  if (failure !== undefined) {
    reply.json(400, openAiError(failure, { type: 'invalid_request_error' }));
    return false;
  }
  const format = body.fields.get('response_format')?.value ?? 'json';
  reply.text(status, text, {
    'content-type': TYPES[format] ?? headers['content-type'] ?? 'application/json',
  });
  return true;
};

/** The path that the server was started with; `--request-path` stands before all of its paths. */
function inferencePathOf(args: readonly string[]): string {
  const after = (flag: string) => {
    const at = args.lastIndexOf(flag);
    return at < 0 ? undefined : args[at + 1];
  };
  return `${after('--request-path') ?? ''}${after('--inference-path') ?? DEFAULT_PATH}`;
}

/** It reports some errors with status 200. */
function errorIn(text: string): string | undefined {
  if (!text.startsWith('{"error"')) return undefined;
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : JSON.stringify(error);
  } catch {
    // Not JSON: it is a text that begins so.
    return undefined;
  }
}
