import {
  CachePrune,
  CacheVerify,
  CatalogPrune,
  CatalogRepair,
  HttpUrl,
  InstalledId,
  installFields,
  namesOneWorker,
  ONE_WORKER,
  WorkerRemove,
  WorkerRollback,
  WorkerSelect,
  WorkerUpgrade,
  WorkerVerify,
} from '@rbee/worker-catalog/operations';
import { z } from 'zod';
import { StartSettings } from './kept-settings.js';
import { ModelPull, ModelRemove } from './models.js';

/**
 * Installs a worker of the registry, or the one at an http(s) URL: what of the catalog's `worker_install` a request may
 * ask for. A URL that leads to a private, loopback or link-local address is refused unless the daemon was started to
 * allow it; a path is always refused. Result: `InstallResult`.
 */
export const WorkerInstall = z
  .strictObject({
    ...installFields,
    from: HttpUrl.optional().meta({
      description: 'The http or https URL of a PKGBUILD, or of the folder that has it',
    }),
  })
  .refine(namesOneWorker, ONE_WORKER);
export type WorkerInstall = Readonly<z.output<typeof WorkerInstall>>;

/** What a user calls a process; unlike an id. */
export const ProcessName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
    'must begin with a letter and have letters, digits or "._-", at most 64',
  );

/**
 * Starts an installed worker. What is not given is as at its last start, with the same model where one is given, unless
 * `fresh` says otherwise. The job ends when it is healthy, or has failed. Result: `{ process: WorkerProcess }`.
 */
export const WorkerSpawn = z.strictObject({
  operation: z.literal('worker_spawn'),
  worker: InstalledId.meta({ description: 'Id of an installed worker, with or without its version' }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({ description: 'Port it listens on (default: a free one)' }),
  queenUrl: HttpUrl.optional().meta({ description: 'Where it sends its heartbeat' }),
  ...StartSettings.shape,
  name: ProcessName.optional().meta({
    description: 'What the process is called; only one that runs may have the name',
  }),
  keep: z.boolean().optional().meta({
    description: 'Start it again with the daemon, until it is stopped',
    default: false,
  }),
  fresh: z.boolean().optional().meta({
    description: 'Start it without the options that its earlier starts left',
    default: false,
  }),
});
export type WorkerSpawn = Readonly<z.output<typeof WorkerSpawn>>;

/** Ends a worker process and all that it started. Result: `{ process: WorkerProcess }`. */
export const WorkerStop = z.strictObject({
  operation: z.literal('worker_stop'),
  process: z
    .string()
    .regex(/^[0-9a-f-]{8,64}$/, 'has to be the id of a process')
    .meta({ description: 'Id of the process' }),
  graceSeconds: z.number().min(0).max(60).optional().meta({
    description: 'Between the request to end and the end by force, in seconds',
    default: 5,
  }),
});
export type WorkerStop = Readonly<z.output<typeof WorkerStop>>;

/**
 * What a job does: the body of `POST /v1/jobs`. `operation` says what; a field that is not listed is refused. All but
 * `worker_spawn`, `worker_stop`, `model_pull` and `model_remove` are the catalog's own operations.
 */
export const Operation = z.discriminatedUnion('operation', [
  WorkerInstall,
  WorkerUpgrade,
  WorkerRemove,
  WorkerVerify,
  WorkerSelect,
  WorkerRollback,
  CatalogPrune,
  CatalogRepair,
  CachePrune,
  CacheVerify,
  WorkerSpawn,
  WorkerStop,
  ModelPull,
  ModelRemove,
]);
export type Operation = Readonly<z.output<typeof Operation>>;

export type OperationName = Operation['operation'];
