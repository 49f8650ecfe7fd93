import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a repository is not changed, by `code`. */
export type RepositoryErrorCode =
  /** Metadata in the repository's folder that cannot be read. */
  | 'METADATA_INVALID'
  /** No key that may sign is at hand. */
  | 'KEY_MISSING'
  /** A role, threshold, name or number of files that a repository cannot have. */
  | 'ARGUMENT_INVALID'
  /** Metadata that is not signed by enough of its keys, or has expired. */
  | 'INCOMPLETE';

const marker = Symbol.for('@rbee-internal/tuf/repository-error');

/** What the functions of a repository reject with. */
export class RepositoryError extends CodedError<RepositoryErrorCode> {
  override readonly name = 'RepositoryError';
  readonly [marker] = true;
}

/** Whether a value is a {@link RepositoryError}, whichever bundle made it. */
export function isRepositoryError(value: unknown): value is RepositoryError {
  return hasErrorMarker(value, marker);
}
