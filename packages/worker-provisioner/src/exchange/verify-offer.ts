import { digestOf } from '@rbee-internal/oci';
import { keyIdOf, type PublicKey } from '@rbee-internal/signing';
import { BUNDLE_TYPE, MAX_BUNDLE_BYTES, peekBundle, untrusted, verifyBundle } from '../attest/bundle.js';
import { PROVENANCE_TYPE } from '../attest/statement.js';
import { isProvisionError } from '../errors.js';
import type { OfferedWorker } from './offered-worker.js';
import { readArtifact, readTextBlob } from './read-blob.js';

/** What is attested of an offered worker, and who vouches for it. */
export interface VerifiedOffer {
  /** All bundles that are about it, by whomever: they are kept with it. */
  readonly bundles: readonly string[];
  /** Absent where no signature was asked for. */
  readonly keyId?: string;
}

/** Statements of one worker that are looked at. */
const MAX_BUNDLES = 32;

/**
 * Verifies that a trusted key has signed the provenance of this very tree and record.
 *
 * @param keys whom this store is trusted for; `undefined` asks for no signature
 * @throws ProvisionError `SIGNER_UNTRUSTED`, `ATTESTATION_INVALID`
 */
export async function verifyOffer(
  offer: OfferedWorker,
  keys: readonly PublicKey[] | undefined,
  signal: AbortSignal | undefined,
): Promise<VerifiedOffer> {
  const bundles = await bundlesOf(offer, signal);
  if (keys === undefined) return { bundles };
  const subjects = [offer.record.worker.treeDigest ?? 'none', digestOf(Buffer.from(offer.recordText))];
  const ids = new Set(keys.map(keyIdOf));
  let problem: unknown;
  let stranger = '';
  for (const bundle of bundles) {
    const peeked = peekBundle(bundle);
    if (peeked?.predicateType !== PROVENANCE_TYPE) continue;
    if (!ids.has(peeked.keyId)) {
      stranger = peeked.keyId;
      continue;
    }
    try {
      const { keyId } = await verifyBundle(bundle, { predicateType: PROVENANCE_TYPE, subjects, keys });
      return { bundles, keyId };
    } catch (error) {
      // Anyone may put a bad statement beside a good one.
      if (!isProvisionError(error)) throw error;
      problem = error;
    }
  }
  throw problem ?? untrusted(stranger);
}

async function bundlesOf(
  { store, descriptor }: OfferedWorker,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const listed = (await store.referrers(descriptor.digest, { signal })).filter(
    ({ artifactType }) => artifactType === undefined || artifactType === BUNDLE_TYPE,
  );
  const bundles: string[] = [];
  for (const { digest } of listed.slice(0, MAX_BUNDLES)) {
    const found = await readArtifact(store, digest, signal);
    const [layer] = found?.manifest.layers ?? [];
    if (layer?.mediaType !== BUNDLE_TYPE || layer.size > MAX_BUNDLE_BYTES) continue;
    bundles.push(await readTextBlob(store, layer, { maxBytes: MAX_BUNDLE_BYTES, signal }));
  }
  return bundles;
}
