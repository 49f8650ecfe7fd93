import { randomBytes } from 'node:crypto';
import { identityFromText, identityText, type ProcessIdentity } from '../process/identity.js';

/** A name for something temporary that no one can guess and that says whose it is. */
export function newOwnedName(owner: ProcessIdentity): string {
  return `${randomBytes(10).toString('hex')}-${identityText(owner)}`;
}

/** Whose something with this name is; `undefined` for names of no {@link newOwnedName}. */
export function ownerOfName(name: string): ProcessIdentity | undefined {
  const [, identity] = /^[0-9a-f]{20}-(.*)$/.exec(name) ?? [];
  return identity === undefined ? undefined : identityFromText(identity);
}
