import { text as readAll } from 'node:stream/consumers';
import type { CommandContext } from '../context.js';
import type { ChatMessage, GatewayClient } from '../daemon/client/gateway-client.js';
import { CommandFailure } from '../errors.js';
import { failureLines } from '../output/failure-lines.js';
import { printable } from '../output/printable.js';
import { ANSWER_STOPPED, openPrompt } from './prompt.js';

export interface TalkInit {
  readonly gateway: GatewayClient;
  /** As the gateway calls it. */
  readonly model: string;
  /** The first question; empty where none is given. */
  readonly prompt: string;
  /** Whether it ends after one answer. @default when a question is given, or there is no terminal */
  readonly once?: boolean | undefined;
}

export interface TalkResult {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
}

/** Words that end a conversation. */
const BYE: ReadonlySet<string> = new Set(['/bye', '/exit', '/quit']);

/** Talks to a model: one answer, or a conversation at the terminal. */
export async function talk(init: TalkInit, context: CommandContext): Promise<TalkResult> {
  const { model, prompt } = init;
  const isTerminal = process.stdin.isTTY === true;
  if (init.once || prompt !== '' || !isTerminal) {
    const question = prompt === '' ? (await readAll(process.stdin)).trim() : prompt;
    return { model, messages: await ask([{ role: 'user', content: question }], init, context) };
  }
  return { model, messages: await converse(init, context) };
}

async function converse(init: TalkInit, context: CommandContext): Promise<readonly ChatMessage[]> {
  const { signal, tell } = context;
  tell(`You talk to ${printable(init.model)}. /bye ends it, /clear starts over, Ctrl-C stops an answer.`);
  const prompt = openPrompt(signal, () => tell('Ctrl-C again, or /bye, ends it.'));
  let messages: readonly ChatMessage[] = [];
  try {
    for (;;) {
      const line = await prompt.next();
      signal.throwIfAborted();
      if (line === undefined || BYE.has(line)) return messages;
      if (line === '/clear') messages = [];
      else if (line !== '') messages = await answer([...messages, { role: 'user', content: line }]);
    }
  } finally {
    prompt.close();
  }

  /** A question that fails does not end the conversation, and is not part of it. */
  async function answer(asked: readonly ChatMessage[]): Promise<readonly ChatMessage[]> {
    try {
      return await prompt.whileAnswering((stop) => ask(asked, init, { ...context, signal: stop }));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CommandFailure)) throw error;
      for (const text of failureLines(error, context.colors)) tell(text);
      return messages;
    }
  }
}

/** Asks, shows the answer as it comes, and returns the conversation with it; of an answer that is stopped, what came. */
async function ask(
  messages: readonly ChatMessage[],
  { gateway, model }: TalkInit,
  { signal, colors, print }: CommandContext,
): Promise<readonly ChatMessage[]> {
  const isTerminal = process.stdout.isTTY === true;
  let content = '';
  let isThinking = false;
  try {
    for await (const { type, text } of gateway.chat(model, messages, signal)) {
      if (type === 'text') content += text;
      if (!isTerminal) continue;
      if (isThinking && type === 'text') process.stdout.write('\n\n');
      isThinking = type === 'thinking';
      process.stdout.write(isThinking ? colors.dim(shown(text)) : shown(text));
    }
  } catch (error) {
    if (signal.reason !== ANSWER_STOPPED) throw error;
  }
  if (isTerminal) process.stdout.write('\n');
  else print(shown(content));
  return [...messages, { role: 'assistant', content }];
}

/** What a model writes must not steer the terminal; its line breaks stay. */
function shown(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
