export type { Delegation } from './delegate.js';
export { delegate } from './delegate.js';
export { expiryIn, formatDocument, signDocument } from './document.js';
export type { RepositoryErrorCode } from './errors.js';
export { isRepositoryError, RepositoryError } from './errors.js';
export { readDocument, readLatest } from './metadata-files.js';
export type { RootRoles } from './root.js';
export { firstRoot, nextRoot, rolesOf } from './root.js';
export type { Signing } from './root-file.js';
export { requireRoot, signPendingRoot, signRoot } from './root-file.js';
export type { Snapshot } from './snapshot-file.js';
export { signSnapshot } from './snapshot-file.js';
export type { TargetsSigning } from './targets-file.js';
export { signTargets } from './targets-file.js';
export type {
  AnyDocument,
  DelegatedRole,
  Delegations,
  RootDocument,
  SignedDocument,
  SnapshotDocument,
  TargetsDocument,
  TimestampDocument,
  TopRole,
} from './types.js';
