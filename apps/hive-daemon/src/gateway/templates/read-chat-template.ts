import * as models from '@rbee/model-catalog';
import type { ReadChatTemplate } from '../adapters/types.js';

/** Reads the chat template of a GGUF file's metadata; a model of another form has none here. */
export const readChatTemplate: ReadChatTemplate = async (modelPath) => {
  if (!/\.gguf$/i.test(modelPath)) return undefined;
  return models.readChatTemplate(modelPath, { followLinks: true });
};
