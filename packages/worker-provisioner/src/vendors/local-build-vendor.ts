import { copyFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { VendorSource } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import { buildWorker } from '../build-worker.js';
import { requireOptions } from '../check-options.js';
import type { ProvisionEvent } from '../events.js';
import { installTree } from '../install-tree.js';
import { localBuildVendorSchema } from '../option-schemas.js';
import { readRecipe } from '../read-recipe.js';
import { openFolderRecipe } from '../registry/folder-recipe.js';
import { createReporter } from '../reporter.js';
import { inPrivateFolder } from './private-folder.js';

export interface LocalBuildVendorOptions {
  /** @default 'local-build' */
  readonly name?: string | undefined;
  /** The ids that it has, each with the absolute path of the folder with its PKGBUILD. */
  readonly folders: Readonly<Record<string, string>>;
  readonly host: Host;
  /** The environment that builds choose their allow-listed variables from, `PATH` above all. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Performs the requests for sources. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A vendor that builds programs from folders with a PKGBUILD, and brings the one program of each. */
export function createLocalBuildVendor(options: LocalBuildVendorOptions): VendorSource<ProvisionEvent> {
  requireOptions('createLocalBuildVendor', localBuildVendorSchema, options);
  const { folders, host, env, fetch } = options;
  return {
    name: options.name ?? 'local-build',
    supports: (id) => Object.hasOwn(folders, id),
    download: (id, destination, { jobId, onEvent, signal }) =>
      inPrivateFolder(destination, async (folder) => {
        const report = createReporter({ jobId, workerId: id }, { onEvent, signal });
        const registry = await openFolderRecipe(folders[id] ?? '', {
          architecture: host.architecture,
          signal,
        });
        const [worker] = await registry.find(registry.id);
        const pkgbuildText = await registry.pkgbuild(worker);
        const recipe = await report.step('parse', () => readRecipe(pkgbuildText, registry, { host }));
        const context = { env, fetch, licenseOrigins: [], sourceCacheDir: path.join(folder, 'cache') };
        const request = { registry, signal };
        const { pkgDir } = await buildWorker(
          { context, request, report, worker, pkgbuildText, recipe },
          folder,
        );
        const program = await report.step('install', () =>
          installTree(pkgDir, { binaryName: worker.binaryName, signal }),
        );
        await copyFile(path.join(pkgDir, program), destination);
        return (await stat(destination)).size;
      }),
  };
}
