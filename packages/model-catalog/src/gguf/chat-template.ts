import { realpath } from 'node:fs/promises';
import { openRegularFile } from '@rbee-internal/system/files';
import { type ByteSource, fileSource } from './byte-source.js';
import { createCursor } from './cursor.js';
import { DEFAULT_GGUF_LIMITS, type GgufLimits, MAX_NAME_BYTES } from './limits.js';
import { type GgufHeader, readHeader } from './read-header.js';
import type { ReadModelFactsOptions } from './read-model-facts.js';

/** How a conversation is written for a model. */
export interface ChatTemplate {
  /** Jinja text; `undefined` where the model has none or a longer one than is read. */
  readonly text: string | undefined;
  /** What the model's texts begin with, such as `<s>`: the template's `bos_token`. */
  readonly bosToken: string | undefined;
  /** What ends them, such as `</s>`: the template's `eos_token`. */
  readonly eosToken: string | undefined;
  /** Whether the model's tokenizer begins a prompt with `bosToken` by itself, so that the prompt need not. */
  readonly addsBos: boolean;
}

/** Tokenizers that begin a prompt with a token where the model does not say whether they do. */
const ADDING_TOKENIZERS: ReadonlySet<unknown> = new Set(['llama', 'gemma4']);

/**
 * Reads how a conversation is written for the model of a GGUF file: its template, with the tokens that it names.
 *
 * @param file an absolute path; of a model that is split, its first part
 * @throws ModelCatalogError `INVALID_MODEL`, `LIMIT`; the system's error when the file is missing; the signal's reason
 *
 * @example
 * ```ts
 * const { text, bosToken } = await readChatTemplate('/models/qwen3-8b-Q4_K_M.gguf');
 * ```
 */
export async function readChatTemplate(
  file: string,
  { signal, limits: given, followLinks }: ReadModelFactsOptions = {},
): Promise<ChatTemplate> {
  signal?.throwIfAborted();
  const limits = { ...DEFAULT_GGUF_LIMITS, ...given };
  const handle = await openRegularFile(followLinks === true ? await realpath(file) : file);
  try {
    const source = fileSource(file, handle, (await handle.stat()).size);
    const { metadata } = await readHeader(source, { limits, signal });
    const tokenOf = (key: string) => readToken(source, { metadata, key, limits, signal });
    const text = metadata.get('tokenizer.chat_template');
    const addsBos = metadata.get('tokenizer.ggml.add_bos_token');
    return {
      text: typeof text === 'string' && text !== '' ? text : undefined,
      bosToken: await tokenOf('tokenizer.ggml.bos_token_id'),
      eosToken: await tokenOf('tokenizer.ggml.eos_token_id'),
      addsBos:
        typeof addsBos === 'boolean' ? addsBos : ADDING_TOKENIZERS.has(metadata.get('tokenizer.ggml.model')),
    };
  } finally {
    await handle.close();
  }
}

interface TokenInit {
  readonly metadata: GgufHeader['metadata'];
  /** Of the metadata; its value is the token's number. */
  readonly key: string;
  readonly limits: GgufLimits;
  readonly signal: AbortSignal | undefined;
}

/** The text of a token, which the header's reading skipped over with all others. */
async function readToken(
  source: ByteSource,
  { metadata, key, limits, signal }: TokenInit,
): Promise<string | undefined> {
  const id = metadata.get(key);
  const tokens = metadata.get('tokenizer.ggml.tokens');
  if (typeof id !== 'number' || typeof tokens !== 'object' || !('start' in tokens)) return undefined;
  if (!Number.isInteger(id) || id < 0 || id >= tokens.length || tokens.start === undefined) return undefined;
  const cursor = createCursor(source, { maxBytes: limits.headerBytes, signal });
  await cursor.skip(tokens.start);
  await cursor.skipTexts(id);
  const length = await cursor.u64();
  return length > MAX_NAME_BYTES ? undefined : (await cursor.bytes(length)).toString('utf8');
}
