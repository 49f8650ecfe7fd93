import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { startDeadline } from '@rbee-internal/system/time';
import { DaemonError } from '../../errors.js';

/** What a chat template is filled with. */
export interface ChatInput {
  readonly messages: readonly unknown[];
  readonly tools?: readonly unknown[] | undefined;
  /** Further variables that a client sends along, such as `enable_thinking`. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

const MAX_TEMPLATE_LENGTH = 256 * 1024;
const MAX_PROMPT_LENGTH = 32 * 1024 ** 2;
const RENDER_MILLISECONDS = 5_000;
const MEMORY_MEGABYTES = 128;

/** What the conversation is written with where the model has no template: ChatML. */
export const CHAT_ML =
  "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Runs in a thread of its own: a template comes with a model, and may never end or fill the memory. */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Template } = require(workerData.library);
  try {
    const prompt = new Template(workerData.template).render(workerData.context);
    if (prompt.length > workerData.maxLength) throw new Error('the prompt is too long');
    parentPort.postMessage({ prompt });
  } catch (error) {
    parentPort.postMessage({ problem: String(error && error.message || error) });
  }
`;

type Rendered = { readonly prompt: string } | { readonly problem: string };

/**
 * The prompt that a conversation is for a model, by the Jinja template that came with it.
 * @throws DaemonError `BAD_REQUEST` when the template refuses the conversation or cannot be rendered; the signal's reason
 */
export async function renderChat(template: string, input: ChatInput, signal: AbortSignal): Promise<string> {
  if (template.length > MAX_TEMPLATE_LENGTH) throw refused('it is too long');
  const deadline = startDeadline(RENDER_MILLISECONDS, {
    signal,
    reason: () => refused(`it takes more than ${RENDER_MILLISECONDS / 1_000} s`),
  });
  const thread = new Worker(PROGRAM, {
    eval: true,
    env: {},
    stdin: false,
    workerData: {
      library: createRequire(import.meta.url).resolve('@huggingface/jinja'),
      template,
      context: contextOf(input),
      maxLength: MAX_PROMPT_LENGTH,
    },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
  });
  try {
    const rendered = await resultOf(thread, deadline.signal);
    if ('problem' in rendered) throw refused(rendered.problem.slice(0, 500));
    return rendered.prompt;
  } finally {
    deadline.stop();
    void thread.terminate();
  }
}

function contextOf({ messages, tools, variables }: ChatInput): Record<string, unknown> {
  return {
    bos_token: '',
    eos_token: '',
    ...variables,
    messages: messages.map(flatten),
    add_generation_prompt: true,
    ...(tools !== undefined && { tools }),
  };
}

/** Content in parts becomes the text of its parts, which is what templates of language models know. */
function flatten(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('content' in message)) return message;
  if (!Array.isArray(message.content)) return message;
  const texts = message.content.map((part: { text?: unknown } | null) => part?.text ?? '');
  return { ...message, content: texts.join('') };
}

function resultOf(thread: Worker, signal: AbortSignal): Promise<Rendered> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    thread.once('message', resolve);
    thread.once('error', (error: Error) => reject(refused(error.message)));
    thread.once('exit', () => reject(refused('it could not be rendered')));
  });
}

function refused(problem: string): DaemonError {
  return new DaemonError({
    code: 'BAD_REQUEST',
    message: `The model's chat template cannot be filled with this conversation: ${problem}.`,
    path: 'messages',
  });
}
