import type { BuildSettings, PlanAnswer } from 'rbee-hive-daemon/api';
import type { VerdictReason } from './install-offer.js';

export type Obstacle = PlanAnswer['obstacles'][number];

/** What of a plan still stands in the way of an installation with these settings. */
export function openObstacles(
  { obstacles, verdict }: Pick<PlanAnswer, 'obstacles' | 'verdict'>,
  chosen: BuildSettings,
): readonly Obstacle[] {
  return obstacles.filter(({ code, message }) => {
    const reason = verdict.reasons.find((one) => one.code === code && one.message === message);
    return reason === undefined || !isMet(reason, chosen);
  });
}

/** Whether the chosen settings are those that a reason asks for. */
function isMet({ action }: VerdictReason, chosen: BuildSettings): boolean {
  if (action?.type !== 'install-with') return false;
  const { network, ...others } = action.settings;
  const known: Readonly<Record<string, unknown>> = chosen;
  return (
    allows(chosen.network, network) && Object.entries(others).every(([name, value]) => known[name] === value)
  );
}

/** Whether every phase that is wanted may reach something. */
function allows(chosen: BuildSettings['network'], wanted: BuildSettings['network']): boolean {
  if (chosen === true || wanted === undefined || wanted === false) return true;
  if (wanted === true || chosen === undefined || chosen === false) return false;
  return Object.keys(wanted).every((phase) => Object.hasOwn(chosen, phase));
}
