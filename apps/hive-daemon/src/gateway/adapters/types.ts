import type { ChatTemplate } from '@rbee/model-catalog';
import type { JsonBody } from '../body/json-body.js';
import type { SpooledForm } from '../body/spooled-form.js';
import type { RequestMeter } from '../metrics/model-meter.js';
import type { Engine } from '../models/engine.js';
import type { Reply } from '../relay/reply.js';
import type { InferenceRoute } from '../routes.js';

/** One request that an engine serves. */
export interface InferenceCall {
  readonly route: InferenceRoute;
  /** What the client called the model. */
  readonly model: string;
  readonly body: JsonBody | SpooledForm;
  readonly engine: Engine;
  /** The model's file, where the engine has one. */
  readonly modelPath: string | undefined;
  readonly reply: Reply;
  readonly meter: RequestMeter;
}

/**
 * Has an engine serve a request, and answers it in OpenAI's form, whatever API the engine has. Resolves when the answer is
 * sent: whether it was a success. Rejects while nothing of the answer is sent.
 */
export type Adapter = (call: InferenceCall) => Promise<boolean>;

/** Reads the Jinja template that came with a model; `undefined` when it can have none. */
export type ReadChatTemplate = (modelPath: string) => Promise<ChatTemplate | undefined>;
