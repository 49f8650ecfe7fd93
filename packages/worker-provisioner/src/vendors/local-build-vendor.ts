import { copyFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ProvisionOptions, VendorSource } from '@rbee/artifact-catalog';
import type { ProvisionEvent } from '../events.js';
import { build } from '../install/build.js';
import { makeBuildFolders } from '../install/build-folders.js';
import { fetchInto } from '../install/fetch-into.js';
import type { PackedJob, StartedJob } from '../install/provision-job.js';
import { read } from '../install/read.js';
import { createReporter } from '../install/reporter.js';
import { tree } from '../install/tree.js';
import { requireOptions } from '../options/check-options.js';
import { openFolderRecipe } from '../registry/folder-recipe.js';
import { type LocalBuildVendorOptions, localBuildVendorOptionsSchema } from './local-build-vendor-options.js';
import { inPrivateFolder } from './private-folder.js';

/**
 * Makes a vendor that builds programs from folders with a PKGBUILD, and returns the one program of each.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example const vendor = createLocalBuildVendor({ folders: { tool: '/srv/tool' }, host, env: process.env });
 */
export function createLocalBuildVendor(options: LocalBuildVendorOptions): VendorSource<ProvisionEvent> {
  requireOptions('createLocalBuildVendor', localBuildVendorOptionsSchema, options);
  return {
    name: options.name ?? 'local-build',
    supports: (id) => Object.hasOwn(options.folders, id),
    download: (id, destination, call) =>
      inPrivateFolder(destination, async (folder) => {
        const job = await startJob(options, id, call);
        const packed = await buildIn(folder, options, job);
        await copyFile(path.join(packed.tree, packed.installed.program), destination);
        return (await stat(destination)).size;
      }),
  };
}

async function startJob(
  { folders, host }: LocalBuildVendorOptions,
  id: string,
  { jobId, onEvent, signal }: ProvisionOptions<ProvisionEvent>,
): Promise<StartedJob> {
  const report = createReporter({ jobId, workerId: id }, { onEvent, signal });
  const registry = await openFolderRecipe(folders[id] ?? '', { architecture: host.architecture, signal });
  const request = { jobId, signal, registry, id: registry.id, record: false };
  return { request, report, host, startedAt: new Date() };
}

async function buildIn(
  folder: string,
  { env, fetch }: LocalBuildVendorOptions,
  started: StartedJob,
): Promise<PackedJob> {
  const { registry, id } = started.request;
  const [worker] = await registry.find(id);
  const context = { env, fetch, licenseOrigins: [], sourceCacheDir: path.join(folder, 'cache') };
  const folders = await makeBuildFolders(folder);
  const fetched = await fetchInto(
    context,
    await read({ ...context, host: started.host }, { ...started, worker }),
    folders,
  );
  return tree({ env, host: started.host }, await build(context, fetched));
}
