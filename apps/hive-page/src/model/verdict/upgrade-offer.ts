import type { WorkerRow, WorkerUpgrade } from 'rbee-hive-daemon/api';
import { installOffer, installText } from './install-offer.js';

/** The upgrades that can be begun together, and what to call that. */
export interface UpgradeOffer {
  /** `Upgrade 1 worker`, `Upgrade all 3 with network`. */
  readonly text: string;
  readonly operations: readonly WorkerUpgrade[];
}

/** Every upgrade that needs nothing else first, each with the settings that it needs; `undefined` where there is none. */
export function upgradeOffer(rows: readonly Pick<WorkerRow, 'verdict'>[]): UpgradeOffer | undefined {
  const operations = rows
    .map(({ verdict }) => installOffer(verdict)?.operation)
    .filter((operation) => operation?.operation === 'worker_upgrade');
  if (operations.length === 0) return undefined;
  const verb = operations.length === 1 ? 'Upgrade 1 worker' : `Upgrade all ${operations.length}`;
  const network = operations.find((operation) => operation.network)?.network;
  const ignoreMissing = operations.some((operation) => operation.ignoreMissing);
  return { text: installText(verb, { ...(network && { network }), ignoreMissing }), operations };
}
