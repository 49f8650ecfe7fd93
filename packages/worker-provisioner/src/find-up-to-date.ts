import type { WorkerBinary } from '@rbee/artifact-catalog';
import { isArchError } from '@rbee/aur-arch';
import { isSourceFetchError } from '@rbee/source-fetcher';
import { isSystemError } from '@rbee-internal/coded-error';
import { isProvisionError } from './errors.js';
import {
  askForCommits,
  type BranchCommits,
  type MovedSource,
  mayHaveMoved,
  movesSince,
} from './moved-sources.js';
import type { Wanted } from './provision-worker.js';
import { readRecipe } from './read-recipe.js';

/** Which of the installed workers of one recipe is what would be built now. */
export interface UpToDate {
  readonly usable?: WorkerBinary;
  /** How the sources moved since the newest was built; empty when one is usable. */
  readonly moved: readonly MovedSource[];
}

/**
 * The newest of these that was built from the commits that the branches of its recipe name now. The newest counts
 * when that cannot be found out, and an event says so. Nobody is asked when no source can move.
 *
 * @param installed of one recipe, newest first
 */
export async function findUpToDate(wanted: Wanted, installed: readonly WorkerBinary[]): Promise<UpToDate> {
  const [newest] = installed;
  if (newest === undefined) return { moved: [] };
  if (!installed.some(mayHaveMoved)) return { usable: newest, moved: [] };
  try {
    const commits = await commitsNow(wanted);
    const usable = installed.find((worker) => movesSince(worker, commits).length === 0);
    return usable === undefined ? { moved: movesSince(newest, commits) } : { usable, moved: [] };
  } catch (error) {
    wanted.request.signal?.throwIfAborted();
    if (!isUnanswered(error)) throw error;
    wanted.report.tell({ type: 'sources-unchecked', artifactId: newest.id, reason: error.message });
    return { usable: newest, moved: [] };
  }
}

function commitsNow({ context, request, report, worker, pkgbuildText }: Wanted): Promise<BranchCommits> {
  const recipe = readRecipe(pkgbuildText, request.registry, context);
  const { registry, signal } = request;
  return askForCommits(recipe, { context, worker, registry, onEvent: report.tell, signal });
}

/** An installed worker stays usable without its servers, and in a catalog that can only be read. */
function isUnanswered(error: unknown): error is Error {
  if (isSourceFetchError(error) || isProvisionError(error) || isArchError(error)) return true;
  return isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT');
}
