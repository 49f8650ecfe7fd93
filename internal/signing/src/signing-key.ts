import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { SigningKeyError } from './errors.js';
import { keyIdOf, type PublicKey, publicKeyOf } from './public-key.js';

/** A private Ed25519 key. Shown by `console.log` or made JSON of, it is its public half. */
export interface SigningKey {
  /** {@link keyIdOf} its public half. */
  readonly id: string;
  readonly publicKey: PublicKey;
  /** The 64 bytes of a signature. */
  sign(bytes: Uint8Array): Buffer;
  /** The private key: PKCS #8 in PEM. It goes into a file of mode 0600 and nowhere else. */
  toPem(): string;
}

/** Makes a new key. */
export function generateSigningKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync('ed25519').privateKey);
}

/**
 * Reads a private key: PKCS #8 in PEM, without a passphrase.
 * @throws SigningKeyError `KEY_INVALID`
 */
export function parseSigningKey(pem: string): SigningKey {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // OpenSSL's own words may have some of what it read.
    throw notAKey();
  }
  if (key.asymmetricKeyType !== 'ed25519') throw notAKey();
  return signingKeyOf(key);
}

function signingKeyOf(key: KeyObject): SigningKey {
  const publicKey = publicKeyOf(key);
  return {
    id: keyIdOf(publicKey),
    publicKey,
    sign: (bytes) => sign(null, bytes, key),
    toPem: () => key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function notAKey(): SigningKeyError {
  return new SigningKeyError({
    code: 'KEY_INVALID',
    message: 'This is not an Ed25519 private key in PEM (PKCS #8) without a passphrase.',
    hint: 'Make one with: openssl genpkey -algorithm ed25519',
  });
}
