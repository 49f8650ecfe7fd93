import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { isSourceFetchError, SourceFetchError } from './errors.js';

/** A system error as this package's; anything else unchanged. */
export function asFileSystemError(error: unknown): unknown {
  if (isSourceFetchError(error) || !(error instanceof Error) || !('syscall' in error)) return error;
  if (isSystemError(error, 'ENOSPC', 'EDQUOT')) {
    return new SourceFetchError({
      code: 'DISK_FULL',
      message: `The disk is full: ${messageOf(error)}.`,
      hint: 'Free some space and try again; pruning the cache may be enough.',
      cause: error,
    });
  }
  return new SourceFetchError({
    code: 'FILE_SYSTEM',
    message: `A file could not be read or written: ${messageOf(error)}.`,
    hint: 'Check that the folders exist and may be written.',
    cause: error,
  });
}
