import { newOwnedName, ownerOfName } from '@rbee-internal/system/files';
import { livenessOf, ownIdentity } from '@rbee-internal/system/process';

/** A name that says which process something belongs to, and is no other's. */
export async function createOwner(): Promise<string> {
  return newOwnedName(await ownIdentity());
}

/** Whether the process that made the name may still run. A name of another kind belongs to no process. */
export async function isOwnerAlive(name: string): Promise<boolean> {
  const owner = ownerOfName(name);
  return owner !== undefined && (await livenessOf(owner)) !== 'dead';
}
