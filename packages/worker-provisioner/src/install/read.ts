import { requireLockedRecipe } from '../lockfile/locked-worker.js';
import { effectiveSettings } from '../recipe/effective-settings.js';
import { digestOfPkgbuild, readRecipe } from '../recipe/read-recipe.js';
import { requireRemoteSources } from '../recipe/remote-sources.js';
import { trustIn } from '../registry/trust.js';
import type { ChosenJob, ReadJob } from './provision-job.js';

/**
 * Step 2: reads the recipe, once. One that is not the locked one, or that names sources that it may not, ends here.
 *
 * @throws ProvisionError as the registry does; `LOCK_MISMATCH`, `PKGBUILD_INVALID`, `LOCAL_SOURCE`; ArchError
 */
export async function read(job: ChosenJob): Promise<ReadJob> {
  const { request, report, worker, host } = job;
  const { registry, signal } = request;
  const pkgbuildText = await report.step('pkgbuild', () =>
    registry.pkgbuild(worker, { signal, onEvent: report.emit }),
  );
  const pkgbuildDigest = digestOfPkgbuild(pkgbuildText);
  if (request.locked !== undefined) requireLockedRecipe(worker.id, request.locked, pkgbuildDigest);
  const recipe = await report.step('parse', () => {
    const read = readRecipe(pkgbuildText, { origin: registry.origin, host });
    requireRemoteSources(read.plan, trustIn(registry, worker));
    return read;
  });
  return { ...job, pkgbuildText, pkgbuildDigest, recipe, settings: effectiveSettings(request, worker) };
}
