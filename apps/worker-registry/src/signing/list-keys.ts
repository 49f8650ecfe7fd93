import {
  type DelegatedRole,
  readLatest,
  requireRoot,
  type TargetsDocument,
} from '@rbee-internal/tuf/repository';
import type { SigningFolders } from './init-keys.js';
import { readKeys } from './key-folder.js';

/** A key of a role, and its file where it is here. */
export interface ListedKey {
  readonly role: string;
  readonly threshold: number;
  readonly id: string;
  readonly file: string | undefined;
}

/** The current keys, role by role. @throws RepositoryError `METADATA_INVALID` */
export async function listKeys({ keys, repository }: SigningFolders): Promise<readonly ListedKey[]> {
  const root = await requireRoot(repository);
  const files = new Map((await readKeys(keys)).map(({ name, key }) => [key.id, name]));
  const targets = await readLatest<TargetsDocument>(repository, 'targets');
  const delegated = (targets?.signed.delegations?.roles ?? []).map(
    (role: DelegatedRole) => [role.name, role] as const,
  );
  return [...Object.entries(root.signed.roles), ...delegated].flatMap(([role, { keyids, threshold }]) =>
    keyids.map((id) => ({ role, threshold, id, file: files.get(id) })),
  );
}
