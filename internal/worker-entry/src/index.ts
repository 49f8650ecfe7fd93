export { snakeKeys } from './keys.js';
export { isWorkerId, WORKER_ID_RULE, workerIdSchema } from './names.js';
export type { FullProbe, Probe } from './probe.js';
export { fullProbe, probeSchema } from './probe.js';
export type { Read } from './read-workers.js';
export { readWorkerEntries, readWorkers } from './read-workers.js';
export {
  buildEnvironmentSchema,
  buildNetworkSchema,
  packageNamesSchema,
  programPathSchema,
} from './recipe-settings.js';
export type { ReleaseAsset, WorkerRelease } from './release.js';
export { releaseSchema, releaseSchemaOf } from './release.js';
export type { BuildSeen, Verified } from './verified.js';
export { VERIFIED_STATES, verifiedSchema } from './verified.js';
export type { BuildNetwork, WorkerMetadata, WorkerMetadataInput } from './worker-metadata.js';
export { workerMetadataFields, workerMetadataSchema, workerTypeOf } from './worker-metadata.js';
