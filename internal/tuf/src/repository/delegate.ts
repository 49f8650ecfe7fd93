import { keyIdOf, type PublicKey } from '@rbee-internal/signing';
import { keyTable, requireThreshold } from './document.js';
import { RepositoryError } from './errors.js';
import type { DelegatedRole, Delegations } from './types.js';

/** What is left to someone else to sign. */
export interface Delegation {
  /** `[a-z0-9-]`, up to 64 characters; none of the roles that every repository has. */
  readonly name: string;
  readonly keys: readonly PublicKey[];
  readonly threshold: number;
  /** Patterns of target paths in which `*` stands for anything but `/`. */
  readonly paths: readonly string[];
}

const TAKEN = ['root', 'targets', 'snapshot', 'timestamp'];

/**
 * Adds a role, or changes the one of that name. Keys that no role has any more go.
 *
 * @throws RepositoryError `ARGUMENT_INVALID`
 */
export function delegate(
  former: Delegations | undefined,
  { name, keys, threshold, paths }: Delegation,
): Delegations {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name) || TAKEN.includes(name)) throw badName(name);
  requireThreshold(keys, threshold, name);
  const role: DelegatedRole = { name, keyids: keys.map(keyIdOf), threshold, terminating: false, paths };
  const others = (former?.roles ?? []).filter((each) => each.name !== name);
  const table = { ...former?.keys, ...keyTable(keys) };
  const roles = [...others, role];
  const used = new Set(roles.flatMap(({ keyids }) => keyids));
  return { keys: Object.fromEntries(Object.entries(table).filter(([id]) => used.has(id))), roles };
}

function badName(name: string): RepositoryError {
  return new RepositoryError({
    code: 'ARGUMENT_INVALID',
    message: `${JSON.stringify(name)} cannot be the name of a role.`,
    hint: 'Use lower-case letters, digits and hyphens, such as acme-labs.',
  });
}
