import type { SigningKey } from '@rbee-internal/signing';
import { signDocument, unsignedBecause } from './document.js';
import { RepositoryError } from './errors.js';
import { readLatest, writeDocument } from './metadata-files.js';
import type { RootDocument, SignedDocument } from './types.js';

/** How far metadata has come. */
export interface Signing {
  /** The role, and the version that was signed. */
  readonly role: string;
  readonly version: number;
  /** What is missing before it counts; `undefined` when it is complete. */
  readonly missing?: string | undefined;
}

/** The root that is current. @throws RepositoryError `METADATA_INVALID` when there is none */
export async function requireRoot(folder: string): Promise<SignedDocument<RootDocument>> {
  const root = await readLatest<RootDocument>(folder, 'root');
  if (root !== undefined) return root;
  throw new RepositoryError({
    code: 'METADATA_INVALID',
    message: `${folder} has no root metadata.`,
    hint: 'Make its keys first: keys init.',
  });
}

/**
 * Signs a new root with the keys at hand. It waits in `pending` until enough keys of the root before it, and enough of its own, have
 * signed; the owner of another of them signs it by {@link signPendingRoot}.
 */
export async function signRoot(
  folder: string,
  root: SignedDocument<RootDocument>,
  keys: readonly SigningKey[],
): Promise<Signing> {
  const former = await readLatest<RootDocument>(folder, 'root');
  const signers = keys.filter(({ id }) => isRootKey(root.signed, id) || isRootKey(former?.signed, id));
  const document = signDocument(root, signers);
  const missing =
    (former && unsignedBecause(former, 'root', document)) ?? unsignedBecause(document, 'root', document);
  const { version } = root.signed;
  const place = missing === undefined ? 'metadata' : 'pending';
  await writeDocument(folder, `${version}.root.json`, { document, place });
  return { role: 'root', version, missing };
}

/** Adds the signatures of the keys at hand to a root that waits for more; `undefined` when none does. */
export async function signPendingRoot(
  folder: string,
  keys: readonly SigningKey[],
): Promise<Signing | undefined> {
  const pending = await readLatest<RootDocument>(folder, 'root', 'pending');
  return pending === undefined ? undefined : signRoot(folder, pending, keys);
}

function isRootKey(root: RootDocument | undefined, id: string): boolean {
  return root?.roles.root.keyids.includes(id) ?? false;
}
