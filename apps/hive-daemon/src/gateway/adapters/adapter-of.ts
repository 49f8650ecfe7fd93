import { DaemonError } from '../../errors.js';
import type { Engine } from '../models/engine.js';
import { openAiAdapter } from './openai.js';
import { createRbeeJobsAdapter } from './rbee-jobs.js';
import { sdAdapter } from './sd.js';
import type { Adapter, ReadChatTemplate } from './types.js';
import { whisperAdapter } from './whisper.js';

/** What makes an engine's API OpenAI's. @throws DaemonError `MODEL_UNSUITABLE` for one without an API */
export function adapterOf({ api }: Engine, readTemplate: ReadChatTemplate): Adapter {
  switch (api) {
    case 'openai':
      return openAiAdapter;
    case 'whisper':
      return whisperAdapter;
    case 'sd':
      return sdAdapter;
    case 'rbee-jobs':
      return createRbeeJobsAdapter(readTemplate);
    case 'none':
      throw new DaemonError({ code: 'MODEL_UNSUITABLE', message: 'This model’s worker has no API.' });
    default:
      return api satisfies never;
  }
}
