import { installedFacts, verdictOfInstalled } from '@rbee/worker-catalog';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

/** Whether the machine is another than when its workers were installed: driver, card, C library, toolkit. */
export async function checkChanges({ catalog, signal }: CheckContext): Promise<Finding[]> {
  const check = 'changes';
  const versions = await catalog.versions({ signal });
  const hardware = versions.length === 0 ? undefined : await catalog.hardware({ signal });
  const changed = versions.flatMap((group) => {
    const { reasons } = verdictOfInstalled(group.workerId, installedFacts(group), hardware);
    return reasons.map(({ message }): Finding => {
      const hint = `If it does not work any more, run: rbee-hive install ${group.workerId} --force`;
      return { check, verdict: 'warning', message: `${group.workerId}: ${message}`, hint };
    });
  });
  if (changed.length > 0) return changed;
  const message = 'The machine is as it was when its workers were installed.';
  return [{ check, verdict: 'ok', message }];
}
