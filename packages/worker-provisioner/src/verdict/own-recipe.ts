import type { WorkerBinary } from '@rbee/artifact-catalog';

const ABSOLUTE_PATH = /^(?:\/|[A-Za-z]:[\\/])/;

/**
 * The folder or URL of the recipe that an installed worker comes from, where no registry offered it. Registries are
 * named without a slash at the end.
 *
 * @example const place = ownRecipeOf(worker); // '/srv/recipes/tool'
 */
export function ownRecipeOf({ provenance }: Pick<WorkerBinary, 'provenance'>): string | undefined {
  const origin = provenance?.origin;
  if (origin === undefined) return undefined;
  return ABSOLUTE_PATH.test(origin) || /^https?:.*\/$/.test(origin) ? origin : undefined;
}
