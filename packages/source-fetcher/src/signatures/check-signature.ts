import type { ResolvedOptions } from '../options.js';
import { openKeyring } from './keyring.js';
import { type SignedData, verifySignature } from './verify-signature.js';

/**
 * Checks a detached OpenPGP signature against the keys of the options and of the recipe, and returns the
 * fingerprint of the primary key that made it.
 * @throws SourceFetchError `SIGNATURE_…`, `KEY_…`
 */
export async function checkSignature(signed: SignedData, options: ResolvedOptions): Promise<string> {
  return verifySignature(signed, {
    keyring: await openKeyring(options),
    acceptExpiredKeys: options.acceptExpiredKeys,
    now: options.clock.now(),
    signal: options.signal,
  });
}
