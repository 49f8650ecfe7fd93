import type { BuildSettings, WorkerInstall, WorkerRow, WorkerUpgrade } from 'rbee-hive-daemon/api';

export type Verdict = WorkerRow['verdict'];
export type VerdictReason = Verdict['reasons'][number];

/** What can be begun with a worker at once, and what to call it. */
export interface InstallOffer {
  /** `Install`, `Install with network`, `Upgrade`. */
  readonly text: string;
  readonly operation: WorkerInstall | WorkerUpgrade;
}

/**
 * The installation or upgrade that a verdict allows, with the settings that it says are needed; `undefined` where there is
 * none, or where something else has to be done first.
 */
export function installOffer({ workerId, state, reasons }: Verdict): InstallOffer | undefined {
  if (state === 'unsupported' || state === 'installed') return undefined;
  const settings = settingsFor(reasons.filter(({ weight }) => weight !== 'advice'));
  if (settings === undefined) return undefined;
  const operation = state === 'update-available' ? 'worker_upgrade' : 'worker_install';
  return {
    text: installText(state === 'update-available' ? 'Upgrade' : 'Install', settings),
    operation: { operation, worker: workerId, ...settings },
  };
}

/** The settings that take all of these reasons away; `undefined` where settings alone do not. */
function settingsFor(reasons: readonly VerdictReason[]): BuildSettings | undefined {
  let settings: BuildSettings = {};
  for (const { action } of reasons) {
    if (action?.type !== 'install-with') return undefined;
    settings = { ...settings, ...action.settings };
  }
  return settings;
}

/** `Install with network`: what is unusual about an installation is on its button. */
export function installText(verb: string, { network, force, ignoreMissing }: BuildSettings): string {
  const withs = [
    ...(network === undefined || network === false ? [] : ['network']),
    ...(ignoreMissing === true ? ['dependencies missing'] : []),
  ];
  const what = force === true ? 'Rebuild' : verb;
  return withs.length === 0 ? what : `${what} with ${withs.join(', ')}`;
}
