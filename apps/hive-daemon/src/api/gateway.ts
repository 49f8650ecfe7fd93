import type { WorkerApi, WorkerTask } from '@rbee/worker-catalog';

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

/** What a model's worker is started with. Paths are absolute. */
export interface ModelSettings {
  /** The model's file or folder. */
  readonly model?: string | undefined;
  /** The projector of a model that sees. */
  readonly mmproj?: string | undefined;
  /** Tokens. @default the worker's own */
  readonly context?: number | undefined;
  /** Layers on the GPU: a number, `auto` or `all`. @default the worker's own */
  readonly gpuLayers?: number | 'auto' | 'all' | undefined;
  /** @default the worker's own */
  readonly threads?: number | undefined;
  /** Requests that the worker serves at once. @default the worker's own */
  readonly parallel?: number | undefined;
  /** Further arguments, after the worker's own. @default none */
  readonly args?: readonly string[] | undefined;
  /** Variables to set. @default none */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** A model that the gateway serves: kept by `PUT /v1/gateway/models/:id`, or by a `worker_spawn` that names a model. */
export interface ServedModel {
  /** What clients call it; may contain `/` and `:`. */
  readonly id: string;
  /** An installed worker, with or without the version. */
  readonly worker: string;
  readonly settings: ModelSettings;
  /** How long it stays loaded after the last request; 0 stops it at once. @default the daemon's, five minutes */
  readonly keepAliveSeconds?: number | undefined;
  /** What it takes when it is loaded. @default estimated from the size of its files */
  readonly memoryBytes?: number | undefined;
}

/** `stopped`: started by the next request. `starting`: loads, requests wait. `ready`. `stopping`. */
export type ModelState = 'stopped' | 'starting' | 'ready' | 'stopping';

/** Figures of a model since the daemon started. */
export interface ModelStats {
  readonly requests: number;
  /** Of the requests, those that ended with an error. */
  readonly failures: number;
  readonly loads: number;
  readonly failedLoads: number;
  /** Of the last successful start. */
  readonly loadSeconds?: number | undefined;
  /** Of the last 20 requests that generated tokens. */
  readonly tokensPerSecond?: number | undefined;
  /** The average of the last 20 requests, in milliseconds. */
  readonly timeToFirstTokenMs?: number | undefined;
}

/** One entry of `GET /v1/gateway/models`. */
export interface ModelStatus extends ServedModel {
  readonly state: ModelState;
  /** The API that its worker speaks; absent while that is not known. */
  readonly api?: WorkerApi | undefined;
  /** Empty while that is not known. */
  readonly tasks: readonly WorkerTask[];
  /** The id of the process that serves it. */
  readonly process?: string | undefined;
  readonly inFlight: number;
  readonly queued: number;
  readonly stats: ModelStats;
  /** Why the last start failed. */
  readonly lastFailure?: string | undefined;
}

/** `GET /v1/gateway/models`. */
export interface ModelStatusList {
  readonly models: readonly ModelStatus[];
}

/** A key as it is listed: what it is made of is shown once, by `POST /v1/gateway/keys`. */
export interface GatewayKey {
  readonly name: string;
  /** The first characters, to tell keys apart. */
  readonly prefix: string;
  readonly createdAt: string;
  readonly requestsPerMinute: number;
}

/** `GET /v1/gateway/keys`. */
export interface GatewayKeyList {
  readonly keys: readonly GatewayKey[];
}

/** `POST /v1/gateway/keys` with `{ "name", "requestsPerMinute"? }`. */
export interface CreatedGatewayKey extends GatewayKey {
  /** The key itself, shown only here. */
  readonly key: string;
}
