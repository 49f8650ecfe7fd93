import { createPublicKey } from 'node:crypto';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { formatPublicKey, keyIdOf, type PublicKey, type SigningKey } from '@rbee-internal/signing';
import { ProvisionError } from '../errors.js';
import { isAbout, PAYLOAD_TYPE, type Statement, statementSchema } from './statement.js';

/** The media type of a Sigstore bundle, as it is stored and told as a referrer's kind. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Bytes of one bundle: a bill of a thousand libraries has less than one MiB. */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;

/** A statement that was verified, and by whom it is. */
export interface VerifiedStatement {
  readonly statement: Statement;
  readonly keyId: string;
}

/** Signs a statement: DSSE in a Sigstore bundle of version 0.3, as text. */
export async function signStatement(statement: Statement, key: SigningKey): Promise<string> {
  const { bundleToJSON, toDSSEBundle } = await loadBundles();
  const artifact = Buffer.from(JSON.stringify(statement));
  const signature = key.sign(paeOf(artifact));
  const options = { artifact, artifactType: PAYLOAD_TYPE, signature, keyHint: key.id };
  return JSON.stringify(bundleToJSON(toDSSEBundle(options)));
}

/** They are CommonJS: bundlers give such a library, loaded late, as `default` alone. */
async function loadBundles() {
  return (await import('@sigstore/bundle')).default;
}

/** DSSE's pre-authentication encoding: what is signed. */
function paeOf(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(PAYLOAD_TYPE)} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** What a statement has to be to count. */
export interface ExpectedStatement {
  readonly predicateType: string;
  /** Everything of this has to be among its subjects. */
  readonly subjects: readonly string[];
  /** Who may have signed. */
  readonly keys: readonly PublicKey[];
}

/**
 * Verifies a bundle: a signature by one of the keys, and a statement of the kind and about the bytes that are expected.
 *
 * @throws ProvisionError `SIGNER_UNTRUSTED`, `ATTESTATION_INVALID`
 */
export async function verifyBundle(text: string, expected: ExpectedStatement): Promise<VerifiedStatement> {
  const { bundleFromJSON, isBundleWithDsseEnvelope } = await loadBundles();
  const { toSignedEntity, toTrustMaterial, Verifier } = (await import('@sigstore/verify')).default;
  const bundle = parsed(() => bundleFromJSON(JSON.parse(text)));
  if (!isBundleWithDsseEnvelope(bundle)) throw invalid('it holds no statement');
  const { content } = bundle.verificationMaterial;
  const hint = content.$case === 'publicKey' ? content.publicKey.hint : '';
  const key = expected.keys.find((one) => keyIdOf(one) === hint);
  if (key === undefined) throw untrusted(hint);
  const trust = toTrustMaterial(NO_AUTHORITIES, () => ({
    publicKey: createKey(key),
    validFor: () => true,
  }));
  const verifier = new Verifier(trust, { tlogThreshold: 0, timestampThreshold: 0 });
  parsed(() => verifier.verify(toSignedEntity(bundle)));
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== PAYLOAD_TYPE) throw invalid(`its payload is ${showForeign(payloadType)}`);
  const statement = parsed(() => statementSchema.parse(JSON.parse(payload.toString('utf8'))));
  if (statement.predicateType !== expected.predicateType)
    throw invalid(`it is a statement of the kind ${showForeign(statement.predicateType)}`);
  if (!expected.subjects.every((digest) => isAbout(statement, digest)))
    throw invalid('it is about another worker, or another state of this one');
  return { statement, keyId: hint };
}

/** The key in a bundle's hint and the statement's kind, unverified: to find which is worth verifying. */
export function peekBundle(
  text: string,
): { readonly keyId: string; readonly predicateType: string } | undefined {
  try {
    const { verificationMaterial, dsseEnvelope } = JSON.parse(text);
    const statement = JSON.parse(Buffer.from(String(dsseEnvelope.payload), 'base64').toString('utf8'));
    return {
      keyId: String(verificationMaterial.publicKey.hint),
      predicateType: String(statement.predicateType),
    };
  } catch {
    return undefined;
  }
}

const NO_AUTHORITIES = {
  mediaType: '',
  tlogs: [],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
};

function createKey(key: PublicKey) {
  return createPublicKey(formatPublicKey(key));
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalid(messageOf(error), error);
  }
}

function invalid(why: string, cause?: unknown): ProvisionError {
  return new ProvisionError({
    code: 'ATTESTATION_INVALID',
    message: `The attestation does not hold: ${showForeign(why)}.`,
    hint: 'Do not use this worker before you know why; it can be built here instead.',
    cause,
  });
}

export function untrusted(keyId: string): ProvisionError {
  return new ProvisionError({
    code: 'SIGNER_UNTRUSTED',
    message: `The worker is signed by the key ${showForeign(keyId) || '(none)'}, which is not trusted for this store.`,
    hint: 'Trust the key for this store if you know whose it is, or build the worker here.',
  });
}
