import { ProvisionError } from '../errors.js';
import { installTree } from '../package/install-tree.js';
import type { BuiltJob, PackedJob } from './provision-job.js';

/**
 * Step 6: makes what the recipe packaged an artifact's folder: checks what is in it and finds the program.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE`, `EXECUTABLE_NOT_FOUND`
 */
export async function tree(job: BuiltJob): Promise<PackedJob> {
  const { request, report, worker } = job;
  const pkgDir = workerPackage(job);
  const program = await report.step('install', () =>
    installTree(pkgDir, { binaryName: worker.binaryName, signal: request.signal }),
  );
  return { ...job, tree: pkgDir, program };
}

/** Of a split package, the one that is called like the worker, else the first. */
function workerPackage({ packages, worker }: BuiltJob): string {
  const chosen = packages.find(({ name }) => name === worker.id) ?? packages[0];
  if (chosen !== undefined) return chosen.pkgDir;
  throw new ProvisionError({
    code: 'EXECUTABLE_NOT_FOUND',
    message: `The PKGBUILD of ${worker.id} has no package(), so nothing was installed.`,
    hint: 'Add a package() that runs: install -Dm755 PROGRAM "$pkgdir/usr/local/bin/$pkgname".',
  });
}
