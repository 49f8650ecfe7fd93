import type { ModelFileRole } from '@rbee/artifact-catalog';

/** GGUF files that are no model of their own: drafts, and what is for making other files. */
const NO_MODEL = /(?:^|[-_./])(?:imatrix|mtp-|eagle3-|dflash-)/i;

const PROJECTOR = /(?:^|[-_./])mmproj/i;

const TOKENIZER = /^(?:tokenizer|vocab|merges|special_tokens|added_tokens|chat_template)/i;

/** What a file is to its model, by its name. */
export function roleOf(name: string): ModelFileRole {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (/\.gguf$/i.test(base)) {
    if (PROJECTOR.test(base)) return 'projector';
    return NO_MODEL.test(base) ? 'other' : 'weights';
  }
  if (/\.safetensors$/i.test(base) || /^ggml-.*\.bin$/i.test(base)) return 'weights';
  if (TOKENIZER.test(base)) return 'tokenizer';
  return /\.json$/i.test(base) ? 'config' : 'other';
}

/** How a file's weights are written, by its name. */
export function formatOf(name: string): 'gguf' | 'safetensors' | 'ggml' | undefined {
  if (/\.gguf$/i.test(name)) return 'gguf';
  if (/\.safetensors$/i.test(name)) return 'safetensors';
  return /(?:^|\/)ggml-[^/]*\.bin$/i.test(name) ? 'ggml' : undefined;
}
