import { workerArtifactId } from '@rbee/artifact-catalog';
import type { Host } from '@rbee/aur-arch';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { ProvisionStep } from '../events.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import { plannedPrograms } from '../program/planned-programs.js';
import { programNames } from '../program/program-names.js';
import { chosenPackages } from '../recipe/chosen-packages.js';
import type { EffectiveSettings } from '../recipe/effective-settings.js';
import { planNetwork } from '../recipe/planned-network.js';
import type { WorkerRecipe } from '../recipe/read-recipe.js';
import { PLATFORM_NAMES } from '../target/platform-names.js';
import { nativeNote } from './native-note.js';
import type { PlannedFetches } from './plan-fetch.js';
import type { PlannedProgram, PlannedRecipe } from './provision-plan.js';

/** What was found of a recipe. */
export interface FoundRecipe {
  readonly worker: WorkerMetadata;
  readonly recipe: WorkerRecipe;
  readonly settings: EffectiveSettings;
  readonly fetches: PlannedFetches;
  readonly host: Host;
}

/** What can be said of a recipe that can be read. */
export function describeRecipe(
  { catalog }: Pick<ProvisionContext, 'catalog'>,
  { worker, recipe, settings, fetches, host }: FoundRecipe,
): PlannedRecipe {
  const { pkgbuild, facts, evaluated } = recipe;
  const platform = PLATFORM_NAMES[host.os];
  const artifactId = workerArtifactId({ catalogId: worker.id, version: pkgbuild.pkgver, platform });
  const note = nativeNote(pkgbuild, settings.native === true);
  return {
    version: pkgbuild.pkgver,
    versionMayChange: pkgbuild.functions.has('pkgver'),
    steps: stepsOf(worker, new Set(pkgbuild.functions.keys())),
    sources: fetches.sources,
    artifactId,
    folder: catalog.folderOf(artifactId),
    program: planProgram(worker, { recipe, settings }),
    network: planNetwork(pkgbuild, worker),
    settings,
    facts,
    evaluated,
    ...(note !== undefined && { nativeNote: note }),
  };
}

function planProgram(
  worker: WorkerMetadata,
  { recipe: { pkgbuild, plan }, settings }: Pick<FoundRecipe, 'recipe' | 'settings'>,
): PlannedProgram {
  const packages = chosenPackages(pkgbuild, {
    workerId: worker.id,
    packages: settings.packages,
    architecture: plan.architecture,
  });
  const candidates = plannedPrograms(pkgbuild, packages);
  const baseName = (path: string) => path.split('/').at(-1);
  const byName = (name: string) => candidates.find((path) => path === name || baseName(path) === name);
  if (settings.program !== undefined)
    return { candidates, chosen: byName(settings.program) ?? settings.program };
  const [only, ...others] = candidates;
  const called = programNames(worker, pkgbuild)
    .map(byName)
    .find((path) => path !== undefined);
  const chosen = others.length === 0 ? only : called;
  return { candidates, ...(chosen !== undefined && { chosen }) };
}

const FUNCTION_STEPS = ['verify', 'prepare', 'pkgver', 'build', 'check'] as const;

function stepsOf(worker: WorkerMetadata, functions: ReadonlySet<string>): ProvisionStep[] {
  const proven: ProvisionStep[] = worker.probe === 'none' ? [] : ['prove'];
  return [
    'sources',
    ...FUNCTION_STEPS.filter((name) => functions.has(name)),
    'package',
    'install',
    ...proven,
    'catalog',
  ];
}
