import { keyIdOf, type PublicKey } from '@rbee-internal/signing';
import { expiryIn, keyTable, requireThreshold, SPEC_VERSION } from './document.js';
import { LIFETIMES } from './lifetimes.js';
import type { RoleKeys, RootDocument, TopRole } from './types.js';

/** Who signs for each role. */
export type RootRoles = Readonly<
  Record<TopRole, { readonly keys: readonly PublicKey[]; readonly threshold: number }>
>;

/** The first root: only its own keys have to sign it. */
export function firstRoot(roles: RootRoles, now: Date): RootDocument {
  return rootOf(roles, { version: 1, now });
}

/** The root after `former`: its keys and those of `former` sign it. */
export function nextRoot(former: RootDocument, changed: Partial<RootRoles>, now: Date): RootDocument {
  return rootOf({ ...rolesOf(former), ...changed }, { version: former.version + 1, now });
}

/** Who signs for each role of a root. */
export function rolesOf({ roles, keys }: RootDocument): RootRoles {
  const read = ({ keyids, threshold }: RoleKeys) => ({
    keys: keyids.flatMap((id) => keys[id] ?? []),
    threshold,
  });
  return {
    root: read(roles.root),
    targets: read(roles.targets),
    snapshot: read(roles.snapshot),
    timestamp: read(roles.timestamp),
  };
}

function rootOf(
  roles: RootRoles,
  { version, now }: { readonly version: number; readonly now: Date },
): RootDocument {
  for (const [name, { keys, threshold }] of Object.entries(roles)) requireThreshold(keys, threshold, name);
  const idsOf = ({ keys, threshold }: RootRoles[TopRole]): RoleKeys => ({
    keyids: keys.map(keyIdOf),
    threshold,
  });
  return {
    _type: 'root',
    spec_version: SPEC_VERSION,
    version,
    expires: expiryIn(LIFETIMES.root, now),
    consistent_snapshot: true,
    keys: keyTable(Object.values(roles).flatMap(({ keys }) => keys)),
    roles: {
      root: idsOf(roles.root),
      targets: idsOf(roles.targets),
      snapshot: idsOf(roles.snapshot),
      timestamp: idsOf(roles.timestamp),
    },
  };
}
