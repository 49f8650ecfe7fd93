import { createRequire } from 'node:module';
import { type ProgramOutcome, runProgram } from '@rbee-internal/system/process';
import { withDeadline } from '@rbee-internal/system/time';
import { z } from 'zod';
import { DaemonError } from '../../errors.js';

/** What a chat template is filled with. */
export interface ChatInput {
  readonly messages: readonly unknown[];
  readonly tools?: readonly unknown[] | undefined;
  /** What the model's texts begin with, such as `<s>`. @default '' */
  readonly bosToken?: string | undefined;
  /** What ends them, such as `</s>`. @default '' */
  readonly eosToken?: string | undefined;
  /** Further variables that a client sends along, such as `enable_thinking`. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

const MAX_TEMPLATE_LENGTH = 256 * 1024;
const MAX_PROMPT_LENGTH = 32 * 1024 ** 2;
const RENDER_MILLISECONDS = 5_000;
const MEMORY_MEGABYTES = 128;
/** A prompt as JSON, in which a character may take six bytes. */
const MAX_OUTPUT_BYTES = 6 * MAX_PROMPT_LENGTH;

/** What the conversation is written with where the model has no template: ChatML. */
export const CHAT_ML =
  "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/**
 * Runs in a process of its own: a template comes with a model, and may never end or fill the memory, and a thread that
 * runs out of memory may take its process with it.
 */
const PROGRAM = `
  const { readFileSync } = require('node:fs');
  const { library, template, context, maxLength } = JSON.parse(readFileSync(0, 'utf8'));
  const { Template } = require(library);
  const result = (() => {
    try {
      const prompt = new Template(template).render(context);
      return prompt.length > maxLength ? { problem: 'the prompt is too long' } : { prompt };
    } catch (error) {
      return { problem: String(error && error.message || error) };
    }
  })();
  process.stdout.write(JSON.stringify(result));
`;

const Rendered = z.union([z.object({ prompt: z.string() }), z.object({ problem: z.string() })]);

/**
 * The prompt that a conversation is for a model, by the Jinja template that came with it.
 * @throws DaemonError `BAD_REQUEST` when the template refuses the conversation or cannot be rendered; the signal's reason
 */
export async function renderChat(template: string, input: ChatInput, signal: AbortSignal): Promise<string> {
  if (template.length > MAX_TEMPLATE_LENGTH) throw refused('it is too long');
  const library = createRequire(import.meta.url).resolve('@huggingface/jinja');
  const sent = JSON.stringify({ library, template, context: contextOf(input), maxLength: MAX_PROMPT_LENGTH });
  const reason = () => refused(`it takes more than ${RENDER_MILLISECONDS / 1_000} s`);
  const outcome = await withDeadline(RENDER_MILLISECONDS, { signal, reason }, (within) =>
    runProgram(process.execPath, [`--max-old-space-size=${MEMORY_MEGABYTES}`, '-e', PROGRAM], {
      env: {},
      input: sent,
      signal: within,
      maxOutputBytes: MAX_OUTPUT_BYTES,
    }),
  );
  return promptOf(outcome);
}

function promptOf({ end, stdout }: ProgramOutcome): string {
  if (end.type !== 'exit' || end.code !== 0) throw refused('it could not be rendered');
  const rendered = Rendered.parse(JSON.parse(stdout.toString('utf8')));
  if ('problem' in rendered) throw refused(rendered.problem.slice(0, 500));
  return rendered.prompt;
}

function contextOf(input: ChatInput): Record<string, unknown> {
  const { messages, tools, variables, bosToken = '', eosToken = '' } = input;
  return {
    bos_token: bosToken,
    eos_token: eosToken,
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

function refused(problem: string): DaemonError {
  return new DaemonError({
    code: 'BAD_REQUEST',
    message: `The model's chat template cannot be filled with this conversation: ${problem}.`,
    path: 'messages',
  });
}
