import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { findMissingLibraries } from '../launcher/missing-libraries.js';
import { type InstalledTree, installTree } from '../package/install-tree.js';
import { programNames } from '../program/program-names.js';
import { chosenPackages } from '../recipe/chosen-packages.js';
import { type MachineContext, machineOf } from '../target/machine.js';
import type { BuiltJob, PackedJob } from './provision-job.js';

/**
 * Step 6: makes what the recipe packaged an artifact's folder: puts its packages together, finds the program, and what
 * starts it from anywhere.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE`, `EXECUTABLE_NOT_FOUND`, `PROGRAM_AMBIGUOUS`
 */
export async function tree(context: MachineContext, job: BuiltJob): Promise<PackedJob> {
  const { request, report, worker, recipe, settings } = job;
  const [first, ...others] = packagesOf(job);
  const found = await report.step('install', () =>
    installTree([first.pkgDir, ...others.map(({ pkgDir }) => pkgDir)], {
      wanted: settings.program,
      names: programNames(worker, recipe.pkgbuild),
      signal: request.signal,
    }),
  );
  const installed = { ...found, privileged: [...new Set([...job.privileged, ...found.privileged])] };
  reportTree(job, installed);
  const missing = await findMissingLibraries(installed.systemLibraries, {
    machine: await machineOf(context, request),
    env: context.env,
    signal: request.signal,
  });
  if (missing !== undefined) report.emit({ type: 'libraries-missing', ...missing });
  return { ...job, tree: first.pkgDir, installed, missing };
}

type Packaged = BuiltJob['packages'][number];

function packagesOf({ packages, worker, settings, recipe }: BuiltJob): readonly [Packaged, ...Packaged[]] {
  const { pkgbuild, plan } = recipe;
  const names = chosenPackages(pkgbuild, {
    workerId: worker.id,
    packages: settings.packages,
    architecture: plan.architecture,
  });
  const [first, ...others] = packages.length === 0 ? [] : names.map((name) => packageCalled(name, packages));
  if (first !== undefined) return [first, ...others];
  throw new ProvisionError({
    code: 'EXECUTABLE_NOT_FOUND',
    message: `The PKGBUILD of ${worker.id} has no package(), so nothing was installed.`,
    hint: 'Add a package() that runs: install -Dm755 PROGRAM "$pkgdir/usr/local/bin/$pkgname".',
  });
}

function packageCalled(name: string, packages: readonly Packaged[]): Packaged {
  const found = packages.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = packages.map((candidate) => showForeign(candidate.name)).join(', ');
  throw new ProvisionError({
    code: 'EXECUTABLE_NOT_FOUND',
    message: `The recipe has no package ${showForeign(name)}, only ${names}.`,
    hint: 'Name packages of the recipe.',
  });
}

/** Links and files that an event names. */
const SHOWN = 20;

function reportTree({ report }: BuiltJob, { outwardLinks, privileged, launcher }: InstalledTree): void {
  if (outwardLinks.length > 0)
    report.emit({
      type: 'package-links',
      links: outwardLinks.slice(0, SHOWN).map((link) => ({ ...link })),
      count: outwardLinks.length,
    });
  if (privileged.length > 0)
    report.emit({ type: 'setuid-dropped', files: privileged.slice(0, SHOWN), count: privileged.length });
  if (launcher !== undefined) report.emit({ type: 'launcher', kind: launcher.kind, why: launcher.why });
}
