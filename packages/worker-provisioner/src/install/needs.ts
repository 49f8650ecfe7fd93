import { missingForBuild, needsProblem, recipeNeeds } from '../recipe/recipe-needs.js';
import { type MachineContext, machineOf } from '../target/machine.js';
import type { ReadJob } from './provision-job.js';

/**
 * Looks for what the recipe builds with, before anything is fetched.
 *
 * @throws ProvisionError `NEEDS_MISSING`, unless `ignoreMissing` is set
 */
export async function requireNeeds(context: MachineContext, job: ReadJob): Promise<void> {
  const { request, report, recipe, pkgbuildText, settings, worker } = job;
  const { signal } = request;
  const machine = await machineOf(context, { signal });
  const needs = await recipeNeeds(recipe, pkgbuildText, {
    machine,
    workerId: worker.id,
    packages: settings.packages,
    signal,
  });
  const problem = needsProblem(needs);
  if (problem === undefined) return;
  if (request.ignoreMissing !== true) throw problem;
  const missing = missingForBuild(needs).map(({ dependency }) => dependency);
  const { command } = needs;
  report.emit({ type: 'needs-missing', missing, ...(command !== undefined && { command }) });
}
