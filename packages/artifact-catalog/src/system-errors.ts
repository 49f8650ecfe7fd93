import { hintForSystemError, isFromSystem, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { IrregularFileError } from '@rbee-internal/system/files';
import { ArtifactCatalogError } from './errors.js';

/** What is being done, for the message of a system error. */
export interface Deed {
  /** As in "could not …": `list the catalog`. */
  readonly what: string;
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` unless the signal is aborted, and says of a system error what was being done.
 * @throws `IO` with the system's error as `cause`; everything else passes as it is
 */
export async function describingSystemErrors<R>(deed: Deed, work: () => Promise<R>): Promise<R> {
  deed.signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    const isIrregular = error instanceof IrregularFileError;
    if (error === deed.signal?.reason || !(isFromSystem(error) || isIrregular)) throw error;
    throw new ArtifactCatalogError({
      code: 'IO',
      message: `Could not ${deed.what} "${showForeign(deed.where)}": ${showForeign(messageOf(error))}.`,
      hint: isIrregular ? irregularHint(error) : hintForSystemError(error),
      cause: error,
    });
  }
}

function irregularHint({ path }: IrregularFileError): string {
  return `Look at "${showForeign(path)}" and move it away: the catalog makes it itself.`;
}
