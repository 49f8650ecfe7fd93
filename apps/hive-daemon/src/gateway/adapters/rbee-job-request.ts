import type { ChatTemplate } from '@rbee/model-catalog';
import { DaemonError } from '../../errors.js';
import { CHAT_ML, renderChat } from '../templates/render-chat.js';
import type { InferenceCall, ReadChatTemplate } from './types.js';

export interface InferSettings {
  /** The body of `POST /v1/jobs`. */
  readonly job: Readonly<Record<string, unknown>>;
  readonly stop: readonly string[];
}

const DEFAULT_MAX_TOKENS = 2_048;
const DEFAULT_TEMPERATURE = 0.7;
const MAX_STOP_WORDS = 16;

/** The job that a request of OpenAI's is. @throws DaemonError `BAD_REQUEST` */
export async function readInferSettings(
  call: InferenceCall,
  readTemplate: ReadChatTemplate,
): Promise<InferSettings> {
  const { body, engine, model } = call;
  const value = body.type === 'json' ? body.value : {};
  const prompt =
    call.route.path === '/completions' ? promptOf(value) : await chatPromptOf(call, readTemplate);
  const maxTokens = numberOf(value, 'max_completion_tokens') ?? numberOf(value, 'max_tokens');
  const further = ['top_p', 'top_k', 'seed'].flatMap((name) => {
    const number = numberOf(value, name);
    return number === undefined ? [] : [[name, number] as const];
  });
  const job = {
    operation: 'infer',
    hive_id: 'localhost',
    model: engine.modelId ?? model,
    prompt,
    max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
    temperature: numberOf(value, 'temperature') ?? DEFAULT_TEMPERATURE,
    ...Object.fromEntries(further),
    stream: true,
  };
  return { job, stop: stopOf(value) };
}

async function chatPromptOf(call: InferenceCall, readTemplate: ReadChatTemplate): Promise<string> {
  const { body, modelPath, reply } = call;
  const value: Readonly<Record<string, unknown>> = body.type === 'json' ? body.value : {};
  const { messages, tools, chat_template_kwargs: variables } = value;
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages', 'must be a list of messages');
  // A model whose template cannot be read is spoken to as most are.
  const read = modelPath === undefined ? undefined : await readTemplate(modelPath).catch(() => undefined);
  const { text = CHAT_ML, bosToken, eosToken } = read ?? {};
  const further = { ...(Array.isArray(tools) && { tools }), ...(isRecord(variables) && { variables }) };
  const prompt = await renderChat(text, { messages, bosToken, eosToken, ...further }, reply.signal);
  return withoutDoubledBos(prompt, read);
}

/** Tokenizers that begin every prompt with this token would do so a second time. */
function withoutDoubledBos(prompt: string, template: ChatTemplate | undefined): string {
  const { bosToken = '', addsBos = false } = template ?? {};
  return addsBos && bosToken !== '' && prompt.startsWith(bosToken) ? prompt.slice(bosToken.length) : prompt;
}

function promptOf({ prompt }: Readonly<Record<string, unknown>>): string {
  if (typeof prompt === 'string') return prompt;
  if (Array.isArray(prompt) && prompt.length === 1 && typeof prompt[0] === 'string') return prompt[0];
  throw invalid('prompt', 'must be one text');
}

function stopOf({ stop }: Readonly<Record<string, unknown>>): string[] {
  const words = typeof stop === 'string' ? [stop] : (stop ?? []);
  if (
    Array.isArray(words) &&
    words.length <= MAX_STOP_WORDS &&
    words.every((word) => typeof word === 'string')
  )
    return words;
  throw invalid('stop', `must be a text or at most ${MAX_STOP_WORDS} of them`);
}

function numberOf(value: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const number = value[name] ?? undefined;
  if (number === undefined || (typeof number === 'number' && Number.isFinite(number))) return number;
  throw invalid(name, 'must be a number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, rule: string): DaemonError {
  return new DaemonError({ code: 'BAD_REQUEST', message: `${JSON.stringify(path)} ${rule}.`, path });
}
