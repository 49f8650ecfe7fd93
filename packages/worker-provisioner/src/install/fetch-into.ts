import { mkdir, writeFile } from 'node:fs/promises';
import { type FetchedSource, fetchSources } from '@rbee/source-fetcher';
import { explainRefusal } from '../license/license.js';
import type { SourceContext } from '../options/provisioner-options.js';
import { fetchLocalFiles } from '../recipe/local-files.js';
import { neededHistory } from '../recipe/needed-history.js';
import { fetchRecipeKeys } from '../recipe/recipe-keys.js';
import { sourceOptions } from '../recipe/source-options.js';
import { sourceProvenance } from '../recipe/source-provenance.js';
import { requireLocked } from './find-installed.js';
import type { BuildFolders, FetchedJob, ReadJob } from './provision-job.js';

/**
 * Step 4: fetches private copies of the sources into the build's folders.
 *
 * @throws ProvisionError `LICENSE_REFUSED`, `LOCK_MISMATCH`, `RECIPE_NOT_FOUND`; SourceFetchError
 */
export async function fetchInto(
  context: SourceContext,
  job: ReadJob,
  folders: BuildFolders,
): Promise<FetchedJob> {
  await writeFile(folders.pkgbuild, job.pkgbuildText, { flag: 'wx' });
  const fetched = await job.report.step('sources', () => fetchAll(context, job, folders));
  const sources = fetched.map(sourceProvenance);
  requireLocked(job, sources);
  return { ...job, folders, sources };
}

async function fetchAll(
  context: SourceContext,
  { request: { registry, signal }, report, worker, recipe, pkgbuildText }: ReadJob,
  folders: BuildFolders,
): Promise<readonly FetchedSource[]> {
  const asking = { context, worker, registry, onEvent: report.emit, signal };
  await fetchLocalFiles(recipe, { ...asking, startDir: folders.start });
  if (context.sources?.signatures !== 'skip')
    await fetchRecipeKeys(recipe, { ...asking, startDir: folders.start });
  await mkdir(context.sourceCacheDir, { recursive: true, mode: 0o700 });
  try {
    const history = neededHistory(pkgbuildText);
    const requests = recipe.plan.sources.map((request) => ({ ...request, history }));
    return await fetchSources(requests, {
      startDir: folders.start,
      srcDir: folders.src,
      sourceDestDir: folders.sources,
      validPgpKeys: recipe.pkgbuild.arrays.get('validpgpkeys'),
      ...sourceOptions(asking),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw explainRefusal(worker, error);
  }
}
