import { lockedSettings, requireLockedRecipe } from '../lockfile/locked-worker.js';
import { effectiveSettings } from '../recipe/effective-settings.js';
import { networkSettings } from '../recipe/planned-network.js';
import type { ReadRecipeContext } from '../recipe/read-options.js';
import { readOptions } from '../recipe/read-options.js';
import { digestOfPkgbuild, readRecipe } from '../recipe/read-recipe.js';
import { requireRemoteSources } from '../recipe/remote-sources.js';
import { trustIn } from '../registry/trust.js';
import type { ChosenRelease } from '../release/chosen-release.js';
import { findPrebuilt, type PrebuiltContext } from '../release/find-prebuilt.js';
import { type RecipeText, recipeText } from '../release/recipe-text.js';
import type { ChosenJob, ReadJob } from './provision-job.js';

/** What reading depends on. */
export type ReadContext = ReadRecipeContext & PrebuiltContext;

/** Finds the release or the recipe, and reports which, and why. */
async function chooseRecipe(
  context: ReadContext,
  { request, report, worker }: ChosenJob,
): Promise<RecipeText & { readonly release?: ChosenRelease }> {
  const { registry, locked, signal } = request;
  const prebuilt = await findPrebuilt(context, worker, { settings: request, locked, signal });
  const { release } = prebuilt;
  if (release !== undefined) report.emit({ type: 'release-chosen', ...release });
  else if (prebuilt.why !== undefined) report.emit({ type: 'release-not-used', reason: prebuilt.why });
  const found = await recipeText(prebuilt, worker, { registry, signal, onEvent: report.emit });
  return { ...found, ...(release && { release }) };
}

/**
 * Step 2: reads the recipe, once. One that is not the locked one, or that names sources that it may not, ends here.
 *
 * @throws ProvisionError as the registry does; `LOCK_MISMATCH`, `PKGBUILD_INVALID`, `LOCAL_SOURCE`; ArchError
 */
export async function read(context: ReadContext, job: ChosenJob): Promise<ReadJob> {
  const { request, report, host } = job;
  const { locked } = request;
  const chosen = await report.step('pkgbuild', () => chooseRecipe(context, job));
  const { worker, text: pkgbuildText, release } = chosen;
  const pkgbuildDigest = digestOfPkgbuild(pkgbuildText);
  if (locked !== undefined) requireLockedRecipe(worker.id, locked, pkgbuildDigest);
  const set = effectiveSettings(request, worker);
  const wanted = locked === undefined ? set : lockedSettings(worker.id, locked, set);
  const recipe = await report.step('parse', async () => {
    const read = await readRecipe(pkgbuildText, readOptions(context, { request, host, env: wanted.env }));
    requireRemoteSources(read.plan, trustIn(request.registry, worker));
    return read;
  });
  const network = networkSettings(request, { worker, recipe });
  const settings = { ...wanted, ...(network !== undefined && { network }) };
  return { ...job, worker, pkgbuildText, pkgbuildDigest, recipe, settings, ...(release && { release }) };
}
