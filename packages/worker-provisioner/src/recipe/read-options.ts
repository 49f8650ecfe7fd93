import path from 'node:path';
import type { Host } from '@rbee/aur-arch';
import type { BuildSettings } from '../options/build-options.js';
import type { ProvisionContext } from '../options/provisioner-options.js';
import type { WorkerRegistry } from '../registry/worker-registry.js';
import { type MachineContext, machineOf } from '../target/machine.js';
import { evaluateRecipe } from './evaluate-recipe.js';
import type { ReadRecipeOptions } from './read-recipe.js';

/** What reading recipes for a machine depends on. */
export type ReadRecipeContext = MachineContext & Pick<ProvisionContext, 'sourceCacheDir'>;

/** For which call a recipe is read. */
export interface RecipeReading {
  readonly request: Pick<BuildSettings, 'evaluate'> & {
    readonly registry: Pick<WorkerRegistry, 'origin'>;
    readonly signal?: AbortSignal | undefined;
  };
  readonly host: Host;
  /** Variables that the recipe reads. */
  readonly env: Readonly<Record<string, string>> | undefined;
}

/** How a recipe is read: with this machine's facts, and evaluated only with consent. */
export function readOptions(
  context: ReadRecipeContext,
  { request, host, env }: RecipeReading,
): ReadRecipeOptions {
  const evaluation = {
    env: context.env,
    variables: env ?? {},
    architecture: host.architecture,
    folder: path.dirname(context.sourceCacheDir),
  };
  return {
    origin: request.registry.origin,
    host,
    env,
    signal: request.signal,
    openMachine: (call) => machineOf(context, call),
    ...(request.evaluate === true && {
      evaluate: (text: string, call) => evaluateRecipe(text, { ...evaluation, ...call }),
    }),
  };
}
