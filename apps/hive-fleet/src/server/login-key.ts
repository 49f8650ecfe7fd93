import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { createUser, fromSeed } from '@nats-io/nkeys';
import type { Authenticator } from '@nats-io/transport-node';

/** Of PKCS #8, what stands before the 32 bytes of an Ed25519 seed. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LETTER_BITS = 5;
const BYTE_BITS = 8;
/** Two bytes say what kind of seed it is. */
const PREFIX_BYTES = 2;
const SEED_BYTES = 32;

/** A key with which someone logs in at the server. */
export interface LoginKey {
  /** A secret: `SU…`. */
  readonly seed: string;
  /** What the server knows: `U…`. */
  readonly publicKey: string;
}

export function makeLoginKey(): LoginKey {
  const pair = createUser();
  return { seed: Buffer.from(pair.getSeed()).toString('ascii'), publicKey: pair.getPublicKey() };
}

/** @throws where it is no seed of a user */
export function publicKeyOf(seed: string): string {
  if (!/^SU[A-Z2-7]{56}$/.test(seed)) throw new Error('It is no seed of a user.');
  return fromSeed(Buffer.from(seed)).getPublicKey();
}

/** Signs what the server asks by Node's own Ed25519; the library's is in JavaScript, and two hundred times slower. */
export function loginWith(seed: string): Authenticator {
  const nkey = publicKeyOf(seed);
  const key = privateKeyOf(seed);
  return (nonce) => ({ nkey, sig: sign(null, Buffer.from(nonce ?? ''), key).toString('base64url') });
}

function privateKeyOf(seed: string): KeyObject {
  const raw = decode(seed).subarray(PREFIX_BYTES, PREFIX_BYTES + SEED_BYTES);
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, raw]), format: 'der', type: 'pkcs8' });
}

/** RFC 4648's base 32, without padding. */
function decode(text: string): Buffer {
  const bytes: number[] = [];
  let value = 0;
  let held = 0;
  for (const letter of text) {
    value = (value << LETTER_BITS) | ALPHABET.indexOf(letter);
    held += LETTER_BITS;
    if (held < BYTE_BITS) continue;
    held -= BYTE_BITS;
    bytes.push((value >> held) & 0xff);
    value &= (1 << held) - 1;
  }
  return Buffer.from(bytes);
}
