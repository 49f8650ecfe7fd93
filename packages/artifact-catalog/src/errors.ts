import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a call of this package failed. */
export type ArtifactCatalogErrorCode =
  /** An id that can name no folder (on Windows also one that it keeps for itself), or parts that can make no id. */
  | 'INVALID_ID'
  /** The catalog's root, or the home folder it would be derived from, is not an absolute path. */
  | 'INVALID_ROOT'
  /** An option is unknown, missing or has a value that it cannot have: the message names it. */
  | 'INVALID_OPTIONS'
  /** The id is recorded already, or something that is not a folder is in its place. */
  | 'ALREADY_EXISTS'
  /** The id is not recorded. */
  | 'NOT_FOUND'
  /** A record is JSON, but not of an artifact: the message names the field. */
  | 'INVALID_METADATA'
  /** A record is not JSON, too large, not a regular file, or the system refuses to read it. */
  | 'UNREADABLE_METADATA'
  /** An artifact that was passed cannot be recorded, or is not what is in its staging folder. */
  | 'INVALID_ARTIFACT'
  /** The lock of the id is held by another, and the caller did not want to wait. */
  | 'BUSY'
  /** The system refused: `cause` is its error. */
  | 'IO';

const marker = Symbol.for('@rbee/artifact-catalog/error');

/** What this package throws and rejects with, unless a call was cancelled: then it is the signal's reason. */
export class ArtifactCatalogError extends CodedError<ArtifactCatalogErrorCode> {
  override readonly name = 'ArtifactCatalogError';
  readonly [marker] = true;
}

/** Whether a value is this package's error, whichever copy of the package made it. */
export function isArtifactCatalogError(value: unknown): value is ArtifactCatalogError {
  return hasErrorMarker(value, marker);
}
