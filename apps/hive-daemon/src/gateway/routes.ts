import type { WorkerTask } from '@rbee/worker-catalog';

/** One of OpenAI's routes that generates something. */
export interface InferenceRoute {
  /** After `/v1`. */
  readonly path: string;
  /** A worker that does one of these can serve it. */
  readonly tasks: readonly WorkerTask[];
  readonly body: 'json' | 'form';
}

export const INFERENCE_ROUTES: readonly InferenceRoute[] = [
  { path: '/chat/completions', tasks: ['chat'], body: 'json' },
  { path: '/completions', tasks: ['completion', 'chat'], body: 'json' },
  { path: '/embeddings', tasks: ['embedding'], body: 'json' },
  { path: '/rerank', tasks: ['rerank'], body: 'json' },
  { path: '/audio/transcriptions', tasks: ['transcription'], body: 'form' },
  { path: '/images/generations', tasks: ['image'], body: 'json' },
];
