export type {
  KnownModelFormat,
  LaunchHealth,
  LaunchValueName,
  LaunchValues,
  WorkerApi,
  WorkerLaunch,
  WorkerTask,
} from '@rbee-internal/worker-launch';
export {
  decodeLaunch,
  encodeLaunch,
  FIXED_LAUNCH,
  LAUNCH_VALUE_NAMES,
  type LaunchCommand,
  launchCommand,
  launchVariableProblem,
  MODEL_FORMATS,
  missingLaunchValues,
  StoredLaunch,
  WORKER_APIS,
  WORKER_TASKS,
} from '@rbee-internal/worker-launch';
export { ATTESTATIONS_FILE, TREE_FILE } from './catalog-layout.js';
export type { LockHolder } from './change/lock-holder.js';
export type { StagingFolder } from './change/staging-folder.js';
export type { Artifact, ArtifactStatus } from './contracts/artifact.js';
export type { ArtifactCatalog } from './contracts/artifact-catalog.js';
export type { ArtifactCodec } from './contracts/artifact-codec.js';
export type { ArtifactProvisioner, ProvisionOptions } from './contracts/artifact-provisioner.js';
export type { CallOptions } from './contracts/call-options.js';
export type { VendorSource } from './contracts/vendor-source.js';
export type { CatalogKind, DefaultCatalogFolderFacts } from './default-catalog-folder.js';
export { defaultCatalogFolder } from './default-catalog-folder.js';
export { artifactFolderName, artifactIdFromFolderName } from './entry/artifact-folder-name.js';
export type {
  GgufSummary,
  ModelEntry,
  ModelFile,
  ModelFileRole,
  ModelFormat,
} from './entry/model/model-entry.js';
export { modelEntryCodec } from './entry/model/model-entry-codec.js';
export { isReservedName } from './entry/reserved-name.js';
export { describeTree, writeTreeListing } from './entry/tree/describe-tree.js';
export { readTreeListing, treeListing } from './entry/tree/listing.js';
export type {
  FileEntry,
  FolderEntry,
  LinkEntry,
  TreeDescription,
  TreeDifference,
  TreeDifferenceKind,
  TreeEntry,
  TreeVerification,
} from './entry/tree/types.js';
export { verifyTree } from './entry/tree/verify-tree.js';
export type {
  PackageFacts,
  RecordedBuildCost,
  RecordedHost,
  RecordedSettings,
} from './entry/worker/package-facts.js';
export type {
  Provenance,
  RecordedRelease,
  RecordedStore,
  SourceProvenance,
} from './entry/worker/provenance.js';
export type { KnownWorkerType, Platform, WorkerBinary, WorkerType } from './entry/worker/worker-binary.js';
export { workerBinaryCodec } from './entry/worker/worker-binary-codec.js';
export type { WorkerArtifactIdParts } from './entry/worker-artifact-id.js';
export { workerArtifactId } from './entry/worker-artifact-id.js';
export type { ArtifactCatalogErrorCode } from './errors.js';
export { ArtifactCatalogError, isArtifactCatalogError } from './errors.js';
export type { CatalogEvent } from './events.js';
export { FilesystemCatalog } from './filesystem-catalog.js';
export type { CatalogProblem } from './look/catalog-problem.js';
export type { CatalogUsage } from './look/catalog-usage.js';
export type { ArtifactLocation } from './look/locate.js';
export type {
  DescribeTreeOptions,
  FilesystemCatalogOptions,
  LockOptions,
  PromoteOptions,
  WatchOptions,
} from './options.js';
