import { CodedError, type CodedErrorInit, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a source could not be fetched. */
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
  /** A checksum in the PKGBUILD is not a digest of its algorithm. */
  | 'CHECKSUM_MALFORMED'
  /** The bytes are not what the PKGBUILD says. */
  | 'CHECKSUM_MISMATCH'
  /** A source without any checksum, not even `SKIP`. */
  | 'CHECKSUM_MISSING'
  /** A digest for a source that is not pinned to one state: a git branch. */
  | 'CHECKSUM_UNSUPPORTED'
  /** A signature that is not OpenPGP's, or that of OpenPGP without the package `openpgp`, which checks it. */
  | 'SIGNATURE_UNSUPPORTED'
  /** The server compressed its answer although it was asked for the stored bytes, and a `fetch` of the caller undid it. */
  | 'CONTENT_ENCODING'
  /** The branch, tag or commit is not in the repository. */
  | 'GIT_REF_NOT_FOUND'
  /** The repository could not be read. */
  | 'GIT_FAILED'
  /** A repository's tree, tag or ref names are not safe to check out. */
  | 'GIT_UNSAFE'
  /** An archive is damaged. */
  | 'ARCHIVE_DAMAGED'
  /** An archive entry has an absolute path. */
  | 'ARCHIVE_ABSOLUTE_PATH'
  /** An archive entry has a path on a Windows drive or share. */
  | 'ARCHIVE_DRIVE_PATH'
  /** An archive entry has `..` in its path. */
  | 'ARCHIVE_PARENT_PATH'
  /** An archive entry is to be written through a link, or below a file. */
  | 'ARCHIVE_BELOW_LINK'
  /** A hard link in an archive is not to a file that came before it. */
  | 'ARCHIVE_HARD_LINK'
  /** A device, a fifo or another kind of entry that no source needs. */
  | 'ARCHIVE_SPECIAL_FILE'
  /** A sparse file in a tar, whose real size only some programs see. */
  | 'ARCHIVE_SPARSE_FILE'
  /** A path that is in an archive twice, once as a folder. */
  | 'ARCHIVE_DUPLICATE_PATH'
  /** A name in an archive that is not UTF-8. */
  | 'ARCHIVE_NAME_ENCODING'
  /** An entry with two sizes, which two programs would read as two archives. */
  | 'ARCHIVE_AMBIGUOUS_SIZE'
  /** An archive entry stands for the root, or for a folder that is there. */
  | 'ARCHIVE_UNSAFE'
  /** An archive of a format that cannot be unpacked here. */
  | 'ARCHIVE_UNSUPPORTED'
  /** It would have to be asked for, and `offline` is set. */
  | 'OFFLINE'
  /** A signature is not of these bytes, cannot be read, or is of nothing. */
  | 'SIGNATURE_INVALID'
  /** A git source with `?signed` whose tag or commit has no signature. */
  | 'SIGNATURE_MISSING'
  /** The key that signed is not in the keyring. */
  | 'KEY_UNKNOWN'
  /** The key that signed is none of those that may. */
  | 'KEY_UNTRUSTED'
  /** The key that signed has expired. */
  | 'KEY_EXPIRED'
  /** The key that signed was revoked. */
  | 'KEY_REVOKED'
  /** Keys that were passed, or are beside the PKGBUILD, cannot be read. */
  | 'KEYRING_INVALID'
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
  /** Who answered what, with the code `HTTP_STATUS`. */
  readonly refusal: HttpRefusal | undefined;

  constructor({
    retryable,
    refusal,
    ...init
  }: CodedErrorInit<SourceFetchErrorCode> & { retryable?: RetryableFailure; refusal?: HttpRefusal }) {
    super(init);
    this.retryable = retryable;
    this.refusal = refusal;
  }
}

/** A server's answer that is not what was asked for. */
export interface HttpRefusal {
  /** Of the URL that answered, after mirrors and redirects, such as `https://example.org`. */
  readonly origin: string;
  readonly status: number;
  /** Its header `X-Error-Code`, as hubs send it: letters, digits, `-` and `_`. */
  readonly errorCode?: string | undefined;
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
