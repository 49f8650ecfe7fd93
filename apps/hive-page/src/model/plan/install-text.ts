import type { PlanAnswer, WorkerRow } from 'rbee-hive-daemon/api';
import { openObstacles } from '../verdict/open-obstacles.js';
import { badVariable, type InstallOptions, networkChoice, settingsOf } from './install-options.js';
import { networkPhases, networkText } from './plan-text.js';

/** `Install with network: cargo in build()`: what is unusual about an installation is on its button. */
export function installButton(
  { state }: Pick<WorkerRow, 'state'>,
  plan: PlanAnswer | undefined,
  options: InstallOptions,
): string {
  const verb = state === 'update-available' ? 'Upgrade' : options.force ? 'Rebuild' : 'Install';
  const network = plan?.recipe?.network;
  const choice = networkChoice(options, networkPhases(network));
  const withs = [
    ...(choice === 'planned' ? [`network: ${networkText(network)}`] : []),
    ...(choice === 'all' ? ['network'] : []),
    ...(options.ignoreMissing ? ['dependencies missing'] : []),
  ];
  return withs.length === 0 ? verb : `${verb} with ${withs.join(', ')}`;
}

/** Why an installation cannot begin; `undefined` when it can. */
export function whyNot(
  { state }: Pick<WorkerRow, 'state'>,
  plan: Pick<PlanAnswer, 'obstacles' | 'verdict' | 'action' | 'recipe'>,
  options: InstallOptions,
): string | undefined {
  const { force, env } = options;
  const settings = settingsOf(options, networkPhases(plan.recipe?.network));
  if (openObstacles(plan, settings).length > 0) return 'It cannot be installed: see the obstacles above.';
  const bad = badVariable(env);
  if (bad !== undefined) return `“${bad.trim()}” is not NAME=VALUE.`;
  if (plan.action === 'none' && !force && state !== 'update-available')
    return 'This recipe is installed. To build it again, check “Rebuild”.';
  return undefined;
}
