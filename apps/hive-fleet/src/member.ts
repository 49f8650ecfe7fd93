import type { FleetHive, FleetMember } from 'rbee-hive-daemon';
import { readMembership } from './member/membership.js';
import { openMember } from './member/open-member.js';

/**
 * Makes a hive a member of the fleet that it joined; `undefined` where it joined none.
 * @throws FleetError `CREDENTIALS_INVALID`
 */
export async function openFleet(hive: FleetHive): Promise<FleetMember | undefined> {
  const membership = await readMembership(hive.stateDir);
  return membership && openMember(hive, membership);
}
