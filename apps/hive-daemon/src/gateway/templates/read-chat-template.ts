import type { ReadChatTemplate } from '../adapters/types.js';

/** Reads the chat template of a GGUF file's metadata. */
export const readChatTemplate: ReadChatTemplate = async () => undefined;
