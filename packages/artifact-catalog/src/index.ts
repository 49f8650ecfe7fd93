export { artifactFolderName, artifactIdFromFolderName } from './artifact-folder-name.js';
export type { CatalogKind, DefaultCatalogFolderFacts } from './default-catalog-folder.js';
export { defaultCatalogFolder } from './default-catalog-folder.js';
export type { ArtifactCatalogErrorCode } from './errors.js';
export { ArtifactCatalogError, isArtifactCatalogError } from './errors.js';
export type { CatalogEvent } from './events.js';
export { FilesystemCatalog } from './filesystem-catalog.js';
export { FIXED_LAUNCH, type LaunchCommand, launchCommand, missingLaunchValues } from './launch/command.js';
export { decodeLaunch, encodeLaunch, launchVariableProblem, StoredLaunch } from './launch/schema.js';
export type { LaunchHealth, LaunchValues, WorkerLaunch } from './launch/types.js';
export type { KnownModelFormat, LaunchValueName, WorkerApi, WorkerTask } from './launch/vocabulary.js';
export { LAUNCH_VALUE_NAMES, MODEL_FORMATS, WORKER_APIS, WORKER_TASKS } from './launch/vocabulary.js';
export type { ArtifactLocation } from './locate.js';
export type { GgufSummary, ModelEntry, ModelFile, ModelFileRole, ModelFormat } from './model-entry.js';
export { modelEntryCodec } from './model-entry-codec.js';
export type {
  DescribeTreeOptions,
  FilesystemCatalogOptions,
  LockOptions,
  PromoteOptions,
  WatchOptions,
} from './options.js';
export { isReservedName } from './reserved-name.js';
export { describeTree, writeTreeListing } from './tree/describe-tree.js';
export { readTreeListing, treeListing } from './tree/listing.js';
export type {
  FileEntry,
  FolderEntry,
  LinkEntry,
  TreeDescription,
  TreeDifference,
  TreeDifferenceKind,
  TreeEntry,
  TreeVerification,
} from './tree/types.js';
export { verifyTree } from './tree/verify-tree.js';
export type {
  Artifact,
  ArtifactCatalog,
  ArtifactCodec,
  ArtifactProvisioner,
  ArtifactStatus,
  CallOptions,
  CatalogProblem,
  CatalogUsage,
  KnownWorkerType,
  LockHolder,
  Platform,
  Provenance,
  ProvisionOptions,
  SourceProvenance,
  StagingFolder,
  VendorSource,
  WorkerBinary,
  WorkerType,
} from './types.js';
export type { WorkerArtifactIdParts } from './worker-artifact-id.js';
export { workerArtifactId } from './worker-artifact-id.js';
export { workerBinaryCodec } from './worker-binary-codec.js';
