import { InstalledId } from '@rbee/worker-catalog/operations';
import { HealthCheck, launchVariableProblem, WORKER_APIS, WORKER_TASKS } from '@rbee-internal/worker-launch';
import { z } from 'zod';

/** The gateway's own codes, with the status of the answer. */
export type GatewayErrorCode =
  /** 401: the key is missing, wrong or revoked; the daemon's token is not a key. */
  | 'KEY_INVALID'
  /** 409: a key of this name exists. */
  | 'KEY_EXISTS'
  /** 429, with `Retry-After`: the key has used up its requests of this minute. */
  | 'RATE_LIMITED'
  /** 422, or in a job: the worker cannot be started without a value, such as a model; `path` names it. */
  | 'LAUNCH_INCOMPLETE'
  /** 404: no model goes by this id. */
  | 'MODEL_NOT_FOUND'
  /** 400: the model's worker does not do what the path asks for. */
  | 'MODEL_UNSUITABLE'
  /** 429, with `Retry-After`: too many requests wait for this model. */
  | 'MODEL_BUSY'
  /** 502: the model's worker could not be started; the message has its last lines. */
  | 'MODEL_NOT_STARTED'
  /** 503: the model was stopped while the request waited. */
  | 'MODEL_STOPPED'
  /** 503, with `Retry-After`: other models hold the memory, and are in use. */
  | 'NO_MEMORY';

const MAX_ARGUMENTS = 64;
const MAX_ARGUMENT_LENGTH = 8_192;
const MAX_VARIABLES = 64;
const MAX_PATH_LENGTH = 4_096;

/** A further argument of a worker. */
const Argument = z
  .string()
  .max(MAX_ARGUMENT_LENGTH)
  .regex(/^\P{Cc}*$/u, 'must not have control characters');

const AbsolutePath = z
  .string()
  .max(MAX_PATH_LENGTH)
  .regex(/^(?:\/|[A-Za-z]:[\\/])\P{Cc}*$/u, 'must be an absolute path');

const Variables = z.record(z.string(), Argument).superRefine((variables, context) => {
  const names = Object.keys(variables);
  if (names.length > MAX_VARIABLES)
    context.addIssue({ code: 'custom', message: `must not have more than ${MAX_VARIABLES} variables` });
  for (const name of names) {
    const message = launchVariableProblem(name);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});

/** What clients call a model; may contain `/` and `:`. */
export const ModelId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+:@/-]{0,255}$/, 'must be letters, digits or "._+:@/-", at most 256')
  .refine(
    (id) => !id.split('/').some((part) => part === '' || part === '.' || part === '..'),
    'is not an id',
  );

/** The settings of a worker's model, as fields of `worker_spawn` and of a model that is served. */
const modelFields = {
  model: AbsolutePath.optional().meta({
    description: 'File or folder of the model, an absolute path',
  }),
  mmproj: AbsolutePath.optional().meta({
    description: 'Projector of a model that sees, an absolute path',
  }),
  context: z.int().min(1).max(16_777_216).optional().meta({
    description: 'Length of the context, in tokens (default: the worker’s own)',
  }),
  gpuLayers: z
    .union([z.int().min(0).max(10_000), z.enum(['auto', 'all'])])
    .optional()
    .meta({
      description: 'Layers on the GPU: a number, auto or all (default: the worker’s own)',
    }),
  threads: z.int().min(1).max(4_096).optional().meta({
    description: 'Threads that compute (default: the worker’s own)',
  }),
  parallel: z.int().min(1).max(1_024).optional().meta({
    description: 'Requests that it serves at once (default: the worker’s own)',
  }),
  gpu: z
    .string()
    .regex(/^(?:none|\d{1,3}(?:,\d{1,3}){0,31})$/, 'must be numbers such as 0 or 0,1, or none')
    .optional()
    .meta({
      description:
        'GPUs that it may use, by their numbers in rbee-hive hardware, such as 0 or 0,1; none hides all (default: every one)',
    }),
  env: Variables.readonly().optional().meta({ description: 'Variables to set for it' }),
  health: HealthCheck.readonly().optional().meta({
    description:
      'How it says that it is ready: path, method and statuses (default: as its registry entry says)',
  }),
  readySeconds: z.int().min(1).max(3_600).optional().meta({
    description:
      'How long it may take to become healthy, in seconds (default: as its registry entry says, else 60)',
  }),
};

/** What a model's worker is started with. Paths are absolute. */
export const ModelSettings = z.strictObject({
  ...modelFields,
  args: z.array(Argument).max(MAX_ARGUMENTS).readonly().optional().meta({
    description: 'Further arguments of the worker',
  }),
});
export type ModelSettings = Readonly<z.output<typeof ModelSettings>>;

/** The body of `PUT /v1/gateway/models/:id`. */
export const ServedModelBody = z.strictObject({
  worker: InstalledId.meta({ description: 'Id of an installed worker, with or without its version' }),
  settings: ModelSettings,
  keepAliveSeconds: z.number().min(0).max(1_000_000).optional().meta({
    description: 'How long it stays loaded after the last request, in seconds; 0 stops it at once',
    default: 300,
  }),
  memoryBytes: z.int().min(0).optional().meta({
    description: 'What it takes when it is loaded (default: estimated from the size of its files)',
  }),
});
export type ServedModelBody = Readonly<z.output<typeof ServedModelBody>>;

/** A model that the gateway serves: kept by `PUT /v1/gateway/models/:id`, or by a `worker_spawn` that names a model. */
export const ServedModel = ServedModelBody.extend({ id: ModelId });
export type ServedModel = Readonly<z.output<typeof ServedModel>>;

/** `stopped`: started by the next request. `starting`: loads, requests wait. `ready`. `stopping`. */
export const ModelState = z.enum(['stopped', 'starting', 'ready', 'stopping']);
export type ModelState = z.output<typeof ModelState>;

/** Figures of a model since the daemon started. */
export const ModelStats = z.object({
  requests: z.int(),
  failures: z.int().meta({ description: 'Of the requests, those that ended with an error.' }),
  loads: z.int(),
  failedLoads: z.int(),
  loadSeconds: z.number().optional().meta({ description: 'Of the last successful start.' }),
  tokensPerSecond: z.number().optional().meta({
    description: 'The average of the last 20 requests that generated tokens.',
  }),
  timeToFirstTokenMs: z.number().optional().meta({
    description: 'The average of the last 20 requests, in milliseconds.',
  }),
});
export type ModelStats = Readonly<z.output<typeof ModelStats>>;

/** One entry of `GET /v1/gateway/models`. */
export const ModelStatus = z.object({
  ...ServedModel.shape,
  settings: z.looseObject(ModelSettings.shape),
  state: ModelState,
  api: z.enum(WORKER_APIS).optional().meta({
    description: 'The API that its worker speaks; absent while that is not known.',
  }),
  tasks: z.array(z.enum(WORKER_TASKS)).readonly(),
  process: z.string().optional().meta({ description: 'The id of the process that serves it.' }),
  inFlight: z.int(),
  queued: z.int(),
  stats: ModelStats,
  lastFailure: z.string().optional().meta({ description: 'Why the last start failed.' }),
});
export type ModelStatus = Readonly<z.output<typeof ModelStatus>>;

/** `GET /v1/gateway/models`. */
export const ModelStatusList = z.object({ models: z.array(ModelStatus).readonly() });
export type ModelStatusList = Readonly<z.output<typeof ModelStatusList>>;

const DEFAULT_REQUESTS_PER_MINUTE = 600;

/** The body of `POST /v1/gateway/keys`. */
export const NewGatewayKey = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, 'must be letters, digits, ".", "_", "@" or "-", at most 64')
    .meta({ description: 'What the key is for; unique' }),
  requestsPerMinute: z.int().min(1).max(1_000_000).default(DEFAULT_REQUESTS_PER_MINUTE).meta({
    description: 'Requests that it may make in a minute',
  }),
});
export type NewGatewayKey = Readonly<z.output<typeof NewGatewayKey>>;

/** A key as it is listed: what it is made of is shown once, by `POST /v1/gateway/keys`. */
export const GatewayKey = z.object({
  name: z.string(),
  prefix: z.string().meta({ description: 'The first characters, to tell keys apart.' }),
  createdAt: z.string(),
  requestsPerMinute: z.number(),
});
export type GatewayKey = Readonly<z.output<typeof GatewayKey>>;

/** `GET /v1/gateway/keys`. */
export const GatewayKeyList = z.object({ keys: z.array(GatewayKey).readonly() });
export type GatewayKeyList = Readonly<z.output<typeof GatewayKeyList>>;

/** What `POST /v1/gateway/keys` answers. */
export const CreatedGatewayKey = GatewayKey.extend({
  key: z.string().meta({ description: 'The key itself, shown only here.' }),
});
export type CreatedGatewayKey = Readonly<z.output<typeof CreatedGatewayKey>>;
