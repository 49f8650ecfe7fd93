/** What a worker can be asked for, in the words of the API's routes. */
export const WORKER_TASKS = [
  'chat',
  'completion',
  'embedding',
  'rerank',
  'transcription',
  'speech',
  'image',
] as const;
/** One of {@link WORKER_TASKS}. */
export type WorkerTask = (typeof WORKER_TASKS)[number];

/** The forms that models come in. */
export const MODEL_FORMATS = ['gguf', 'ggml', 'safetensors'] as const;
/** One of {@link MODEL_FORMATS}. */
export type KnownModelFormat = (typeof MODEL_FORMATS)[number];

/**
 * The HTTP API that a worker serves: `openai` (OpenAI's routes), `whisper` (OpenAI's transcription route only, with plain
 * errors), `sd` (OpenAI's image route of stable-diffusion.cpp), `rbee-jobs` (`POST /v1/jobs` and its events), `none`.
 */
export const WORKER_APIS = ['openai', 'whisper', 'sd', 'rbee-jobs', 'none'] as const;
/** One of {@link WORKER_APIS}. */
export type WorkerApi = (typeof WORKER_APIS)[number];

/** The methods by which a worker can be asked whether it is ready. */
export const HEALTH_METHODS = ['GET', 'HEAD', 'POST'] as const;
/** One of {@link HEALTH_METHODS}. */
export type HealthMethod = (typeof HEALTH_METHODS)[number];

/** Every value that a launch template may name as `{name}`. */
export const LAUNCH_VALUE_NAMES = [
  'port',
  'host',
  'model',
  'model_id',
  'mmproj',
  'context',
  'gpu_layers',
  'threads',
  'parallel',
  'queen_url',
  'worker_id',
  'hive_url',
  'program_dir',
  'work_dir',
] as const;
/** One of {@link LAUNCH_VALUE_NAMES}. */
export type LaunchValueName = (typeof LAUNCH_VALUE_NAMES)[number];
