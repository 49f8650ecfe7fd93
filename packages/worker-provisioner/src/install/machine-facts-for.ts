import { backendOf, machineFacts } from '@rbee-internal/hardware';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { WorkerRecipe } from '../recipe/read-recipe.js';
import { isSingleRecipe, type WorkerRegistry } from '../registry/worker-registry.js';
import { asVariant, type HardwareContext, hardwareForChoice } from '../target/hardware.js';
import { dependsOnHardware } from '../verdict/hardware-reasons.js';

/** Which build's machine is meant. */
export interface MachineQuestion {
  readonly worker: WorkerMetadata;
  readonly registry: WorkerRegistry;
  readonly recipe: WorkerRecipe;
  readonly signal?: AbortSignal | undefined;
}

/** What of this machine a build depends on. Of a program that is the same on every machine nothing is recorded. */
export async function machineFactsFor(
  context: HardwareContext,
  { worker, registry, recipe, signal }: MachineQuestion,
): Promise<Readonly<Record<string, string>>> {
  const ofHardware = dependsOnHardware(worker, isSingleRecipe(registry));
  if (!ofHardware && recipe.plan.kind !== 'source') return {};
  const variant = asVariant(worker);
  return machineFacts(await hardwareForChoice(context, { signal }), backendOf(variant), variant.requires);
}
