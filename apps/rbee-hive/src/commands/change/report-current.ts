import type { CurrentVersion } from '@rbee/worker-catalog/operations';
import type { CommandContext } from '../../context.js';

/** Says which version of a worker is current now. */
export async function reportCurrent(
  result: CurrentVersion,
  { openCatalog, print, signal }: CommandContext,
): Promise<CurrentVersion> {
  const { id, catalogId, version } = await (await openCatalog()).get(result.current, { signal });
  print(`${catalogId ?? id} is now ${version} (${id})`);
  return result;
}
