import path from 'node:path';
import {
  FIXED_LAUNCH,
  type LaunchHealth,
  type LaunchValueName,
  type LaunchValues,
  launchCommand,
  missingLaunchValues,
  type WorkerBinary,
  type WorkerLaunch,
} from '@rbee/worker-catalog';
import type { ModelSettings } from '../api/gateway.js';
import { DaemonError } from '../errors.js';
import { gpuVariables } from './settings/gpu-variables.js';

/** What a launch is filled with, besides what the caller chose. */
export interface LaunchPlace {
  readonly port: number;
  readonly queenUrl: string;
  /** Of the process. */
  readonly processId: string;
  /** The worker's working directory. */
  readonly workDir: string;
  /** Where the daemon listens, once it does. */
  readonly hiveUrl?: string | undefined;
  /** The environment that the worker is started in: what it says of GPUs is left as it is. @default empty */
  readonly machineEnv?: Readonly<Record<string, string | undefined>> | undefined;
  /** The UUIDs of the GPUs to show to the worker. @default all */
  readonly fittingGpus?: readonly string[] | undefined;
}

/** What a worker is started with, its program aside. */
export interface LaunchPlan {
  readonly launch: WorkerLaunch;
  readonly args: readonly string[];
  /** Variables besides the daemon's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly readySeconds: number;
  readonly health?: LaunchHealth | undefined;
  /** What the worker was told to call its model. */
  readonly modelId?: string | undefined;
}

export interface LaunchRequest extends ModelSettings {
  readonly modelId?: string | undefined;
}

const DEFAULT_READY_SECONDS = 60;

/** What of a request is a setting of the model. */
const SETTINGS = [
  ...(['model', 'mmproj', 'context', 'gpuLayers', 'threads', 'parallel'] as const),
  ...(['args', 'env', 'gpu', 'health', 'readySeconds'] as const),
] satisfies readonly (keyof ModelSettings)[];

/** What a missing value is called where a user can give it. */
const FIELDS: Partial<Readonly<Record<LaunchValueName, { readonly field: string; readonly what: string }>>> =
  {
    model: { field: 'model', what: 'a model: the absolute path of its file or folder' },
    model_id: { field: 'modelId', what: 'a name for its model' },
    mmproj: { field: 'mmproj', what: 'a projector: the absolute path of its file' },
    context: { field: 'context', what: 'the length of its context, in tokens' },
    gpu_layers: { field: 'gpuLayers', what: 'the number of layers on the GPU' },
    threads: { field: 'threads', what: 'a number of threads' },
    parallel: { field: 'parallel', what: 'a number of requests to serve at once' },
  };

/**
 * The command line and environment of a worker, by its own `launch` or else by the fixed rule.
 * @throws DaemonError `LAUNCH_INCOMPLETE` for a value that it cannot be started without
 */
export function planLaunch(worker: WorkerBinary, request: LaunchRequest, place: LaunchPlace): LaunchPlan {
  const launch = worker.launch ?? FIXED_LAUNCH;
  const values = valuesOf(worker, request, place);
  const [missing] = missingLaunchValues(launch, values);
  if (missing !== undefined) throw incomplete(worker, missing);
  const { args, env } = launchCommand(launch, values);
  const chosen = { ...env, ...request.env };
  const surroundings = { env: { ...place.machineEnv, ...chosen }, fitting: place.fittingGpus };
  const modelId = namesModel(launch) ? (values.model_id as string | undefined) : undefined;
  return {
    launch,
    args: [...args, ...(request.args ?? [])],
    env: { ...gpuVariables(worker.workerType, request.gpu, surroundings), ...chosen },
    health: healthOf(launch, request),
    readySeconds: request.readySeconds ?? launch.startSeconds ?? DEFAULT_READY_SECONDS,
    ...(modelId !== undefined && { modelId }),
  };
}

/** What clients call a model that was given no name: its file's name, without what says that it is a model. */
export function modelIdOf({ modelId, model }: LaunchRequest): string | undefined {
  if (modelId !== undefined || model === undefined) return modelId;
  const name = path.basename(model);
  return name.replace(/-00001-of-\d{5}(?=\.gguf$)/i, '').replace(/\.(?:gguf|bin|safetensors)$/i, '') || name;
}

/** What a worker was asked to be started with, of what a request has. */
export function settingsOf(request: LaunchRequest): ModelSettings {
  const settings = SETTINGS.map((name) => [name, request[name]] as const);
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined));
}

function valuesOf(worker: WorkerBinary, request: LaunchRequest, place: LaunchPlace): LaunchValues {
  const given: Record<LaunchValueName, string | number | undefined> = {
    port: place.port,
    host: '127.0.0.1',
    model: request.model,
    model_id: modelIdOf(request),
    mmproj: request.mmproj,
    context: request.context,
    gpu_layers: request.gpuLayers,
    threads: request.threads,
    parallel: request.parallel,
    queen_url: place.queenUrl,
    worker_id: place.processId,
    hive_url: place.hiveUrl ?? place.queenUrl,
    program_dir: path.dirname(worker.path),
    work_dir: place.workDir,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as LaunchValues;
}

/** What the request says counts before what the launch says, field by field. */
function healthOf(launch: WorkerLaunch, { health }: LaunchRequest): LaunchHealth | undefined {
  const fields = [...Object.entries(launch.health ?? {}), ...Object.entries(health ?? {})];
  return fields.length === 0
    ? undefined
    : Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** Whether the launch tells the worker what to call its model. */
function namesModel({ args, env = {} }: WorkerLaunch): boolean {
  return [...args.flat(), ...Object.values(env)].some((template) => template.includes('{model_id}'));
}

function incomplete({ id }: WorkerBinary, name: LaunchValueName): DaemonError {
  const { field, what } = FIELDS[name] ?? { field: name, what: `a value for {${name}}` };
  return new DaemonError({
    code: 'LAUNCH_INCOMPLETE',
    message: `${id} cannot be started without ${what}.`,
    hint: `Give it as "${field}".`,
    path: field,
  });
}
