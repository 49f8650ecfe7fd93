import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

export type SourceFetchErrorCode =
  /** No fetcher for the source's protocol. */
  | 'UNSUPPORTED_PROTOCOL'
  /** A source's name or URL cannot be used. */
  | 'INVALID_SOURCE'
  /** A local source is not beside the PKGBUILD. */
  | 'LOCAL_SOURCE_MISSING'
  /** The server could not be reached, or the connection broke or stalled. */
  | 'UNREACHABLE'
  /** The server answered with an error status. */
  | 'HTTP_STATUS'
  /** Too many redirects, or one to where we do not follow. */
  | 'REDIRECT'
  /** A {@link FetchLimits} bound was reached. */
  | 'LIMIT'
  /** A checksum in the PKGBUILD is no digest of its algorithm. */
  | 'CHECKSUM_MALFORMED'
  /** The bytes are not what the PKGBUILD says. */
  | 'CHECKSUM_MISMATCH'
  /** A source without any checksum, not even `SKIP`. */
  | 'CHECKSUM_MISSING'
  /** A digest for a source whose digest cannot be computed here: a git repository. */
  | 'CHECKSUM_UNSUPPORTED'
  /** A source that asks for its signature to be checked (`?signed`), which cannot be done here. */
  | 'SIGNATURE_UNSUPPORTED'
  /** The server compressed its answer although it was asked for the stored bytes. */
  | 'CONTENT_ENCODING'
  /** The branch, tag or commit is not in the repository. */
  | 'GIT_REF_NOT_FOUND'
  /** The repository could not be read. */
  | 'GIT_FAILED'
  /** A repository's tree, tag or ref names are not safe to check out. */
  | 'GIT_UNSAFE'
  /** An archive is damaged. */
  | 'ARCHIVE_DAMAGED'
  /** An archive entry would leave `$srcdir` or is of a forbidden kind. */
  | 'ARCHIVE_UNSAFE'
  /** An archive of a format that cannot be unpacked here. */
  | 'ARCHIVE_UNSUPPORTED'
  /** It would have to be asked for, and `offline` is set. */
  | 'OFFLINE'
  /** The disk, or what may be used of it, is full. */
  | 'DISK_FULL'
  /** A program that the source needs is not installed. */
  | 'PROGRAM_MISSING'
  /** A program failed. */
  | 'PROGRAM_FAILED'
  /** A file could not be read or written: no permission, a missing folder. */
  | 'FILE_SYSTEM';

const marker = Symbol.for('@rbee/source-fetcher/error');

/** What `fetchSources` and `httpGet` reject with, unless they were cancelled: then it is the signal's reason. */
export class SourceFetchError extends CodedError<SourceFetchErrorCode> {
  override readonly name = 'SourceFetchError';
  readonly [marker] = true;
  /** The server's answer, when it was one that a later try may get another to. */
  readonly retryable: RetryableFailure | undefined;

  constructor({
    retryable,
    ...init
  }: CodedErrorInit<SourceFetchErrorCode> & { retryable?: RetryableFailure }) {
    super(init);
    this.retryable = retryable;
  }
}

/** A failure that may be over soon. */
export interface RetryableFailure {
  /** What the server's `Retry-After` said. */
  readonly afterMilliseconds?: number | undefined;
}

/** Whether a value is this package's error, whichever copy of the package made it. */
export function isSourceFetchError(value: unknown): value is SourceFetchError {
  return hasErrorMarker(value, marker);
}
