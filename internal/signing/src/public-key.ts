import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { SigningKeyError } from './errors.js';

/** A public Ed25519 key as The Update Framework writes it (specification 1.0.31, section 4.2). */
export const publicKeySchema = z.object({
  keytype: z.literal('ed25519'),
  scheme: z.literal('ed25519'),
  keyval: z.object({ public: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** A public Ed25519 key: `keyval.public` is its 32 bytes in lower-case hex. */
export type PublicKey = Readonly<z.infer<typeof publicKeySchema>>;

/** Characters of a public key in any form. */
const MAX_KEY_LENGTH = 4_096;

/** The public half of any Ed25519 key of Node's. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const { kty, crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) throw notAKey('it is of another kind');
  const bytes = Buffer.from(x, 'base64url').toString('hex');
  return { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: bytes } };
}

/**
 * The name of a key all over the system: the sha256, in hex, of its canonical JSON, which is its key id in The Update
 * Framework. It says nothing of who has the key.
 */
export function keyIdOf({ keyval }: PublicKey): string {
  const canonical = `{"keytype":"ed25519","keyval":{"public":"${keyval.public}"},"scheme":"ed25519"}`;
  return createHash('sha256').update(canonical).digest('hex');
}

/**
 * Reads a public key in any of its forms: PEM (`-----BEGIN PUBLIC KEY-----`), its 32 bytes in hex, or
 * the JSON of The Update Framework.
 *
 * @throws SigningKeyError `KEY_INVALID`
 */
export function parsePublicKey(text: string): PublicKey {
  const trimmed = text.trim();
  if (trimmed.length > MAX_KEY_LENGTH) throw notAKey('it is too long');
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return requireKey({ public: trimmed.toLowerCase() });
  if (trimmed.startsWith('{')) return parseJson(trimmed);
  // Node would read the public half out of a private key, too; its owner did not mean to give that.
  if (trimmed.includes('PRIVATE KEY')) throw notAKey('it is a private key, which its owner keeps');
  if (trimmed.startsWith('-----BEGIN PUBLIC KEY-----')) return parsePem(trimmed);
  throw notAKey(`it begins with ${JSON.stringify(showForeign(trimmed.slice(0, 20)))}`);
}

/** A public key as text: PEM, which every other program reads. */
export function formatPublicKey(key: PublicKey): string {
  return nodeKeyOf(key).export({ format: 'pem', type: 'spki' }).toString();
}

/** Whether `signature` is that of these bytes by this key. Nothing that is passed makes it throw. */
export function verifySignature(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return signature.length === 64 && verify(null, bytes, nodeKeyOf(key), signature);
  } catch {
    return false;
  }
}

function nodeKeyOf({ keyval }: PublicKey): KeyObject {
  const x = Buffer.from(keyval.public, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function parseJson(text: string): PublicKey {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notAKey('it is not JSON', cause);
  }
  const read = publicKeySchema.safeParse(value);
  if (!read.success) throw notAKey('its JSON is not that of an ed25519 key');
  return requireKey(read.data.keyval);
}

function parsePem(text: string): PublicKey {
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch (cause) {
    throw notAKey('its PEM is damaged', cause);
  }
  return publicKeyOf(key);
}

function requireKey(keyval: PublicKey['keyval']): PublicKey {
  const key: PublicKey = { keytype: 'ed25519', scheme: 'ed25519', keyval };
  try {
    nodeKeyOf(key);
  } catch (cause) {
    throw notAKey('its bytes are no point of the curve', cause);
  }
  return key;
}

function notAKey(reason: string, cause?: unknown): SigningKeyError {
  return new SigningKeyError({
    code: 'KEY_INVALID',
    message: `This is not an Ed25519 public key: ${reason}.`,
    hint: 'Give it as PEM ("-----BEGIN PUBLIC KEY-----"), as 64 hex digits, or as the JSON of TUF metadata.',
    cause,
  });
}
