import { lockedSettings, requireLockedRecipe } from '../lockfile/locked-worker.js';
import { effectiveSettings } from '../recipe/effective-settings.js';
import { networkSettings } from '../recipe/planned-network.js';
import type { ReadRecipeContext } from '../recipe/read-options.js';
import { readOptions } from '../recipe/read-options.js';
import { digestOfPkgbuild, readRecipe } from '../recipe/read-recipe.js';
import { requireRemoteSources } from '../recipe/remote-sources.js';
import { trustIn } from '../registry/trust.js';
import type { ChosenJob, ReadJob } from './provision-job.js';

/** What reading depends on. */
export type ReadContext = ReadRecipeContext;

/**
 * Step 2: reads the recipe, once. One that is not the locked one, or that names sources that it may not, ends here.
 *
 * @throws ProvisionError as the registry does; `LOCK_MISMATCH`, `PKGBUILD_INVALID`, `LOCAL_SOURCE`; ArchError
 */
export async function read(context: ReadContext, job: ChosenJob): Promise<ReadJob> {
  const { request, report, worker, host } = job;
  const { registry, signal, locked } = request;
  const pkgbuildText = await report.step('pkgbuild', () =>
    registry.pkgbuild(worker, { signal, onEvent: report.emit }),
  );
  const pkgbuildDigest = digestOfPkgbuild(pkgbuildText);
  if (locked !== undefined) requireLockedRecipe(worker.id, locked, pkgbuildDigest);
  const set = effectiveSettings(request, worker);
  const wanted = locked === undefined ? set : lockedSettings(worker.id, locked, set);
  const recipe = await report.step('parse', async () => {
    const read = await readRecipe(pkgbuildText, readOptions(context, { request, host, env: wanted.env }));
    requireRemoteSources(read.plan, trustIn(registry, worker));
    return read;
  });
  const network = networkSettings(request, { worker, recipe });
  const settings = { ...wanted, ...(network !== undefined && { network }) };
  return { ...job, pkgbuildText, pkgbuildDigest, recipe, settings };
}
