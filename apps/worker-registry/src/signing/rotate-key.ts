import { keyIdOf } from '@rbee-internal/signing';
import {
  nextRoot,
  requireRoot,
  rolesOf,
  type Signing,
  signRoot,
  type TopRole,
} from '@rbee-internal/tuf/repository';
import type { SigningFolders } from './init-keys.js';
import { makeKey, readKeys } from './key-folder.js';

export interface RotateKeyOptions extends SigningFolders {
  readonly role: TopRole;
  /** The id of the key that goes, or its beginning. @default the role's first */
  readonly key?: string | undefined;
  readonly now: Date;
}

/** A rotated key. */
export interface Rotation {
  /** The file of the new key. */
  readonly name: string;
  /** The id of the key that no longer counts; its file stays. */
  readonly former: string | undefined;
  readonly signing: Signing;
}

/** Puts a new key in the place of one of a role's, by a new root. @throws RepositoryError `METADATA_INVALID` */
export async function rotateKey({ keys, repository, role, key, now }: RotateKeyOptions): Promise<Rotation> {
  const root = await requireRoot(repository);
  const { [role]: before } = rolesOf(root.signed);
  const ids = before.keys.map(keyIdOf);
  const former = key === undefined ? ids[0] : ids.find((id) => id.startsWith(key));
  const { name, key: made } = await makeKey(keys, role);
  const after = [...before.keys.filter((each) => keyIdOf(each) !== former), made.publicKey];
  const next = nextRoot(root.signed, { [role]: { keys: after, threshold: before.threshold } }, now);
  const signers = (await readKeys(keys)).map((each) => each.key);
  const signing = await signRoot(repository, { signed: next, signatures: [] }, signers);
  return { name, former, signing };
}
