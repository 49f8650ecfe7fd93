import { isArtifactCatalogError } from '@rbee/artifact-catalog';
import { isSourceFetchError, type SourceFetchError } from '@rbee/source-fetcher';
import { hintForSystemError, isFromSystem, isSystemError, messageOf } from '@rbee-internal/coded-error';
import { isModelCatalogError, ModelCatalogError, type ModelCatalogErrorCode } from './errors.js';

const FETCH_CODES: Readonly<Partial<Record<string, ModelCatalogErrorCode>>> = {
  UNREACHABLE: 'UNREACHABLE',
  HTTP_STATUS: 'UNREACHABLE',
  REDIRECT: 'INVALID_ANSWER',
  LIMIT: 'LIMIT',
  CHECKSUM_MALFORMED: 'INVALID_OPTIONS',
  CHECKSUM_MISMATCH: 'DIGEST_MISMATCH',
  CONTENT_ENCODING: 'INVALID_ANSWER',
  OFFLINE: 'OFFLINE',
  DISK_FULL: 'DISK_FULL',
  FILE_SYSTEM: 'IO',
  INVALID_SOURCE: 'INVALID_REFERENCE',
};

const CATALOG_CODES: Readonly<Partial<Record<string, ModelCatalogErrorCode>>> = {
  NOT_FOUND: 'NOT_FOUND',
  ALREADY_EXISTS: 'ALREADY_EXISTS',
  BUSY: 'BUSY',
  INVALID_ID: 'INVALID_ID',
  INVALID_OPTIONS: 'INVALID_OPTIONS',
  INVALID_ROOT: 'INVALID_OPTIONS',
  INVALID_ARTIFACT: 'INVALID_RECORD',
  INVALID_METADATA: 'INVALID_RECORD',
  UNREADABLE_METADATA: 'INVALID_RECORD',
  IO: 'IO',
};

/** Errors of the packages below and of the system as this package's; anything else, a signal's reason too, unchanged. */
function wrapError(error: unknown): unknown {
  if (isModelCatalogError(error)) return error;
  if (isSourceFetchError(error)) return wrapFetchError(error);
  if (isArtifactCatalogError(error)) {
    const { message, hint } = error;
    return new ModelCatalogError({ code: CATALOG_CODES[error.code] ?? 'IO', message, hint, cause: error });
  }
  if (!isFromSystem(error) && !isSystemError(error, 'ELOOP', 'EFTYPE', 'EFBIG')) return error;
  return new ModelCatalogError({
    code: isSystemError(error, 'ENOSPC', 'EDQUOT') ? 'DISK_FULL' : 'IO',
    message: `A file could not be read or written: ${messageOf(error)}.`,
    hint: hintForSystemError(error),
    cause: error,
  });
}

function wrapFetchError(error: SourceFetchError): ModelCatalogError {
  const { message, hint, retryable } = error;
  const isLimited = error.refusal?.status === 429;
  return new ModelCatalogError({
    code: isLimited ? 'RATE_LIMITED' : (FETCH_CODES[error.code] ?? 'IO'),
    message,
    hint,
    retryAfterMilliseconds: isLimited ? retryable?.afterMilliseconds : undefined,
    cause: error,
  });
}

/** Does something, and rejects with this package's errors. A signal's reason stays as it is. */
export async function wrapErrors<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw wrapError(error);
  }
}
