import type { Reply } from '../relay/reply.js';

export interface CompletionWriterInit {
  readonly id: string;
  readonly model: string;
  readonly isChat: boolean;
  readonly isStream: boolean;
  readonly reply: Reply;
}

/** Writes a text that comes in pieces as OpenAI's API would: as a stream, or whole at its end. */
export class CompletionWriter {
  readonly #init: CompletionWriterInit;
  readonly #created = Math.floor(Date.now() / 1_000);
  #text = '';
  #isFirst = true;

  constructor(init: CompletionWriterInit) {
    this.#init = init;
  }

  async text(piece: string): Promise<void> {
    if (piece === '') return;
    if (!this.#init.isStream) {
      this.#text += piece;
      return;
    }
    if (this.#isFirst) this.#init.reply.beginEvents();
    await this.#init.reply.event(this.#chunk(this.#delta(piece), null));
    this.#isFirst = false;
  }

  async end(completionTokens: number): Promise<void> {
    const { reply, isStream, isChat } = this.#init;
    if (isStream) {
      if (this.#isFirst) reply.beginEvents();
      await reply.event(this.#chunk(isChat ? { delta: {} } : { text: '' }, 'stop'));
      await reply.write('data: [DONE]\n\n');
      reply.response.end();
      return;
    }
    const content = isChat ? { message: { role: 'assistant', content: this.#text } } : { text: this.#text };
    const usage = { prompt_tokens: 0, completion_tokens: completionTokens, total_tokens: completionTokens };
    reply.json(200, {
      ...this.#chunk(content, 'stop'),
      object: isChat ? 'chat.completion' : 'text_completion',
      usage,
    });
  }

  #delta(piece: string): Record<string, unknown> {
    if (!this.#init.isChat) return { text: piece };
    return { delta: { ...(this.#isFirst && { role: 'assistant' }), content: piece } };
  }

  #chunk(content: Record<string, unknown>, finishReason: string | null): Record<string, unknown> {
    const { id, model, isChat } = this.#init;
    return {
      id,
      object: isChat ? 'chat.completion.chunk' : 'text_completion',
      created: this.#created,
      model,
      choices: [{ index: 0, ...content, logprobs: null, finish_reason: finishReason }],
    };
  }
}
