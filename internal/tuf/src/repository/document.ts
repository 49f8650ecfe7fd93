import { createHash } from 'node:crypto';
import { messageOf } from '@rbee-internal/coded-error';
import { keyIdOf, type PublicKey, type SigningKey } from '@rbee-internal/signing';
import { Metadata, MetadataKind, Signature } from '@tufjs/models';
import { RepositoryError } from './errors.js';
import type {
  AnyDocument,
  RootDocument,
  SignedDocument,
  TargetEntry,
  TargetsDocument,
  TopRole,
} from './types.js';

/** The version of the specification that is followed. */
export const SPEC_VERSION = '1.0.31';

const DAY = 86_400_000;

/** RFC 3339 of so many days from now, in whole seconds. */
export function expiryIn(days: number, now: Date): string {
  return new Date(now.getTime() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Adds the signatures of keys, in place of earlier ones of the same keys. The bytes that are signed are canonical JSON. */
export function signDocument<Signed extends AnyDocument>(
  document: SignedDocument<Signed>,
  keys: readonly SigningKey[],
): SignedDocument<Signed> {
  const metadata = readMetadata(document);
  for (const key of keys)
    metadata.sign((bytes) => new Signature({ keyID: key.id, sig: key.sign(bytes).toString('hex') }), true);
  return { signed: document.signed, signatures: signaturesOf(metadata) };
}

/** Why `document` is not signed as the role of `delegator` asks; `undefined` when it is. */
export function unsignedBecause(
  delegator: SignedDocument<RootDocument> | SignedDocument<TargetsDocument>,
  role: string,
  document: SignedDocument<AnyDocument>,
): string | undefined {
  try {
    readMetadata(delegator).verifyDelegate(role, readMetadata(document));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The bytes of a document's file. */
export function formatDocument(document: SignedDocument<AnyDocument>): Buffer {
  return Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`);
}

/** What metadata says of a file. */
export function entryOf(bytes: Uint8Array): TargetEntry {
  return { length: bytes.byteLength, hashes: { sha256: createHash('sha256').update(bytes).digest('hex') } };
}

/** Keys by their ids. */
export function keyTable(keys: readonly PublicKey[]): Readonly<Record<string, PublicKey>> {
  return Object.fromEntries(keys.map((key) => [keyIdOf(key), key]));
}

/** @throws RepositoryError `ARGUMENT_INVALID` */
export function requireThreshold(keys: readonly PublicKey[], threshold: number, role: string): void {
  const distinct = new Set(keys.map(keyIdOf)).size;
  const problem =
    distinct !== keys.length
      ? 'one of its keys is named twice'
      : threshold < 1 || threshold > distinct
        ? `a threshold of ${threshold} cannot be met by ${distinct} keys`
        : undefined;
  if (problem === undefined) return;
  throw new RepositoryError({
    code: 'ARGUMENT_INVALID',
    message: `The role ${role} cannot be so: ${problem}.`,
  });
}

const KINDS: Readonly<Record<TopRole, MetadataKind>> = {
  root: MetadataKind.Root,
  targets: MetadataKind.Targets,
  snapshot: MetadataKind.Snapshot,
  timestamp: MetadataKind.Timestamp,
};

type AnyMetadata = ReturnType<typeof Metadata.fromJSON>;
type Json = Parameters<typeof Metadata.fromJSON>[1];

function readMetadata(document: SignedDocument<AnyDocument>): AnyMetadata {
  // Members that are `undefined` are not written, and the library takes no other than JSON.
  const json: Json = JSON.parse(JSON.stringify(document));
  const kind = KINDS[document.signed._type] as MetadataKind.Targets;
  return Metadata.fromJSON(kind, json) as AnyMetadata;
}

function signaturesOf(metadata: AnyMetadata): { readonly keyid: string; readonly sig: string }[] {
  return Object.values(metadata.signatures).map(({ keyID, sig }) => ({ keyid: keyID, sig }));
}
