import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { enums, type Key, readSignature, type Signature, type SignaturePacket, type Subkey } from 'openpgp';
import { isSourceFetchError, SourceFetchError, type SourceFetchErrorCode } from '../errors.js';
import { fingerprintOf, type Keyring } from './keyring.js';

export interface SignedData {
  /** For messages. */
  readonly name: string;
  /** Armored or binary. */
  readonly signature: Uint8Array;
  /** What was signed, as often as it is asked for. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface VerifyInit {
  readonly keyring: Keyring;
  /** Whether a key that has expired since counts; makepkg(8) warns of it and goes on. */
  readonly acceptExpiredKeys: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

type Refuse = (code: SourceFetchErrorCode, why: string, cause?: unknown) => SourceFetchError;

/**
 * Checks a detached OpenPGP signature and returns the fingerprint of the primary key that made it. Of several
 * signatures one must count, and none may be wrong.
 * @throws SourceFetchError `SIGNATURE_INVALID`, `KEY_UNKNOWN`, `KEY_UNTRUSTED`, `KEY_EXPIRED`, `KEY_REVOKED`
 */
export async function verifySignature(signed: SignedData, init: VerifyInit): Promise<string> {
  const refuse = refusal(signed.name);
  const signature = await parseSignature(signed, refuse);
  const issuers = signature.getSigningKeyIDs();
  const known = init.keyring.keys.filter((key) => issuers.some((id) => key.getKeys(id).length > 0));
  if (known.length === 0) throw unknownKeyError(signature, refuse);
  await verifyBytes(signed, { signature, known, refuse, init });
  const failures: unknown[] = [];
  for (const key of known) {
    try {
      await assertUsableKey(key, { signature, refuse, init });
      return fingerprintOf(key);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

async function parseSignature({ signature }: SignedData, refuse: Refuse): Promise<Signature> {
  const bytes = Buffer.from(signature);
  const isArmored = bytes.includes('-----BEGIN PGP SIGNATURE-----');
  try {
    const parsed = isArmored
      ? await readSignature({ armoredSignature: bytes.toString('latin1') })
      : await readSignature({ binarySignature: new Uint8Array(bytes) });
    if (parsed.packets.length > 0) return parsed;
  } catch (error) {
    throw refuse(
      'SIGNATURE_INVALID',
      `its signature could not be read: ${showForeign(messageOf(error))}`,
      error,
    );
  }
  throw refuse('SIGNATURE_INVALID', 'its signature is empty');
}

interface BytesInit {
  readonly signature: Signature;
  readonly known: readonly Key[];
  readonly refuse: Refuse;
  readonly init: VerifyInit;
}

/** Whether the bytes are what the known keys signed; validity of the keys themselves is looked at apart. */
async function verifyBytes(signed: SignedData, { signature, known, refuse, init }: BytesInit): Promise<void> {
  for (const packet of signature.packets as readonly SignaturePacket[]) {
    for (const key of known) {
      for (const { keyPacket } of key.getKeys(packet.issuerKeyID)) {
        try {
          await verifyPacket(packet, keyPacket, streamOf(signed.open(), init.signal));
        } catch (error) {
          init.signal.throwIfAborted();
          if (isSourceFetchError(error) || isSystem(error)) throw error;
          const id = packet.issuerKeyID.toHex().toUpperCase();
          throw refuse(
            'SIGNATURE_INVALID',
            `its signature by key ${id} is wrong: ${showForeign(messageOf(error))}`,
            error,
          );
        }
      }
    }
  }
}

/**
 * The packet is asked itself, since openpgp's `verify` keeps what it reads. All that a packet takes of a message
 * is its bytes; no date is passed, because expired keys have a code of their own.
 */
async function verifyPacket(
  packet: SignaturePacket,
  key: Parameters<SignaturePacket['verify']>[0],
  bytes: ReadableStream<Uint8Array>,
): Promise<void> {
  const { signatureType } = packet;
  if (signatureType !== enums.signature.binary && signatureType !== enums.signature.text)
    throw new TypeError('it is not of a file');
  const literal = { text: null, getBytes: () => bytes, getText: () => bytes };
  await packet.verify(key, signatureType, literal, null as unknown as Date, true);
}

function isSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function streamOf(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      signal.throwIfAborted();
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

async function assertUsableKey(
  key: Key,
  { signature, refuse, init }: Omit<BytesInit, 'known'>,
): Promise<void> {
  const fingerprint = fingerprintOf(key);
  if (!init.keyring.accepts(fingerprint))
    throw refuse('KEY_UNTRUSTED', `the key ${fingerprint} that signed it is not in validpgpkeys`);
  if (await key.isRevoked()) throw refuse('KEY_REVOKED', `the key ${fingerprint} that signed it was revoked`);
  for (const packet of signature.packets as readonly SignaturePacket[]) {
    if (key.getKeys(packet.issuerKeyID).length === 0) continue;
    const used = await signingKey(key, packet, refuse);
    const times = await Promise.all([key.getExpirationTime(), used.getExpirationTime()]);
    const isExpired = times.some((time) => time === null || Number(time) <= init.now);
    if (isExpired && !init.acceptExpiredKeys)
      throw refuse('KEY_EXPIRED', `the key ${fingerprint} that signed it has expired`);
  }
}

/** The key or subkey that signed; it must have been one that may sign when it did. */
async function signingKey(key: Key, packet: SignaturePacket, refuse: Refuse): Promise<Key | Subkey> {
  try {
    return await key.getSigningKey(packet.issuerKeyID, packet.created);
  } catch (error) {
    const why = `the key ${fingerprintOf(key)} could not sign then: ${showForeign(messageOf(error))}`;
    throw refuse('KEY_UNTRUSTED', why, error);
  }
}

function unknownKeyError(signature: Signature, refuse: Refuse): SourceFetchError {
  const ids = signature.getSigningKeyIDs().map((id) => id.toHex().toUpperCase());
  return refuse('KEY_UNKNOWN', `the key ${ids.join(', ')} that signed it is not in the keyring`);
}

const HINTS: Partial<Record<SourceFetchErrorCode, string>> = {
  SIGNATURE_INVALID: 'The file or its signature was changed. Do not use it.',
  KEY_UNKNOWN: 'Put the key beside the PKGBUILD in keys/pgp/, or pass it as keyring.',
  KEY_UNTRUSTED: "Add the fingerprint to validpgpkeys once you know that it is the publisher's.",
  KEY_EXPIRED: 'Get the renewed key from its publisher, or set acceptExpiredKeys as makepkg does.',
  KEY_REVOKED: 'Ask the publisher for a signature by a valid key.',
};

function refusal(name: string): Refuse {
  return (code, why, cause) =>
    new SourceFetchError({
      code,
      message: `'${showForeign(name)}' is not accepted: ${why}.`,
      hint: HINTS[code],
      cause,
    });
}
