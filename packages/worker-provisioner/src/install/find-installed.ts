import type { SourceProvenance, WorkerBinary } from '@rbee/artifact-catalog';
import { platformKey, requireLockedSources } from '../lockfile/locked-worker.js';
import type { ProvisionContext, SourceContext } from '../options/provisioner-options.js';
import { findRecipeChange } from '../recipe/recipe-changed.js';
import { findSameRecipe, type SameRecipe } from './find-same-recipe.js';
import { findUpToDate, type UpToDate } from './find-up-to-date.js';
import type { ReadJob } from './provision-job.js';

/** What the catalog has of a recipe. */
export interface Installed extends UpToDate {
  /** What the same recipe was installed as and can no longer be run: removed when the new one is in place. */
  readonly broken: readonly WorkerBinary[];
  /** What the same recipe was installed as before its sources moved: replaced by the new one of the same version. */
  readonly outdated: readonly WorkerBinary[];
  /** Every worker of the catalog. */
  readonly artifacts: readonly WorkerBinary[];
}

type FindContext = Pick<ProvisionContext, 'catalog'> & SourceContext;

/**
 * Finds what is installed already of the very same recipe and settings. With `force` it is ignored. What is locked has
 * to be that, whatever its branches name now.
 */
export async function findInstalled(context: FindContext, job: ReadJob): Promise<Installed> {
  const { request, report } = job;
  const artifacts = await context.catalog.list({ signal: request.signal });
  if (request.force) return { moved: [], broken: [], outdated: [], artifacts };
  const same = await findSameRecipe(artifacts, {
    catalog: context.catalog,
    workerId: job.worker.id,
    pkgbuildDigest: job.pkgbuildDigest,
    settings: job.settings,
    signal: request.signal,
  });
  const found = await findCurrent(context, job, same);
  if (found.usable !== undefined) {
    requireLocked(job, found.usable.provenance?.sources ?? []);
    report.emit({ type: 'already-installed', artifactId: found.usable.id });
  }
  return { ...found, broken: same.broken, outdated: same.usable, artifacts };
}

async function findCurrent(context: FindContext, job: ReadJob, { usable }: SameRecipe): Promise<UpToDate> {
  const [newest] = usable;
  if (job.request.locked !== undefined && newest !== undefined) return { usable: newest, moved: [] };
  return findUpToDate(context, job, usable);
}

/** @throws ProvisionError `LOCK_MISMATCH` when the sources are not the locked ones */
export function requireLocked(
  { request: { id, locked }, host }: ReadJob,
  sources: readonly SourceProvenance[],
): void {
  if (locked === undefined) return;
  const platform = platformKey(host.os, host.architecture);
  requireLockedSources(locked, { workerId: id, platform, sources });
}

/**
 * Fails before the build rather than after it, where the version is known.
 *
 * @throws ProvisionError `RECIPE_CHANGED`
 */
export function requireSameRecipe(
  { request, worker, recipe, host, pkgbuildText }: ReadJob,
  { artifacts, broken, outdated }: Pick<Installed, 'artifacts' | 'broken' | 'outdated'>,
): void {
  if (request.force) return;
  const same = new Set([...broken, ...outdated].map(({ id }) => id));
  const installed = artifacts.filter(({ id }) => !same.has(id));
  const problem = findRecipeChange(worker, recipe, { host, installed, pkgbuildText });
  if (problem !== undefined) throw problem;
}
