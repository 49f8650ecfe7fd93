import type { CurrentVersion } from '@rbee/worker-catalog/operations';
import type { CommandContext } from '../../context.js';

/** Says which version of a worker is current now. */
export async function reportCurrent(
  result: CurrentVersion,
  { openView, print, signal }: CommandContext,
): Promise<CurrentVersion> {
  const workers = await (await openView()).list({ signal });
  const { catalogId, version } = workers.find(({ id }) => id === result.current) ?? {};
  print(`${catalogId ?? result.current} is now ${version ?? ''} (${result.current})`);
  return result;
}
