import type { WorkerBinary } from '@rbee/artifact-catalog';
import { isArchError } from '@rbee/aur-arch';
import { isSourceFetchError } from '@rbee/source-fetcher';
import { isSystemError } from '@rbee-internal/coded-error';
import { isProvisionError } from '../errors.js';
import type { MovedSource } from '../events.js';
import type { SourceContext } from '../options/provisioner-options.js';
import { askForCommits, mayHaveMoved, movesSince } from '../recipe/moved-sources.js';
import type { ReadJob } from './provision-job.js';

/** Which of the installed workers of one recipe is what would be built now. */
export interface UpToDate {
  readonly usable?: WorkerBinary;
  /** How the sources moved since the newest was built; empty when one is usable. */
  readonly moved: readonly MovedSource[];
}

/**
 * The newest of these that was built from the commits that the branches of its recipe name now. When that cannot be
 * checked it is the newest, and an event says so. No server is asked when no source can move.
 *
 * @param installed of one recipe, newest first
 */
export async function findUpToDate(
  context: SourceContext,
  { request, report, worker, recipe }: ReadJob,
  installed: readonly WorkerBinary[],
): Promise<UpToDate> {
  const [newest] = installed;
  if (newest === undefined) return { moved: [] };
  if (!installed.some(mayHaveMoved)) return { usable: newest, moved: [] };
  const { registry, signal } = request;
  try {
    const commits = await askForCommits(recipe, {
      context,
      worker,
      registry,
      onEvent: report.emit,
      signal,
    });
    const usable = installed.find((candidate) => movesSince(candidate, commits).length === 0);
    return usable === undefined ? { moved: movesSince(newest, commits) } : { usable, moved: [] };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isUnanswered(error)) throw error;
    report.emit({ type: 'sources-unchecked', artifactId: newest.id, reason: error.message });
    return { usable: newest, moved: [] };
  }
}

/** An installed worker stays usable without its servers, and in a catalog that can only be read. */
function isUnanswered(error: unknown): error is Error {
  if (isSourceFetchError(error) || isProvisionError(error) || isArchError(error)) return true;
  return isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT');
}
