import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  formatPublicKey,
  generateSigningKey,
  keyIdOf,
  parsePublicKey,
  publicKeyOf,
  verifySignature,
} from '../src/index.js';

/** RFC 8032, section 7.1, test 1: the key, and its signature of nothing. */
const RFC_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const RFC_SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';

describe('parsePublicKey', () => {
  it('reads PEM, hex of either case, and the JSON of TUF as one key', () => {
    const { publicKey, id } = generateSigningKey();
    const hex = publicKey.keyval.public;
    for (const text of [
      formatPublicKey(publicKey),
      hex,
      hex.toUpperCase(),
      ` ${hex}\n`,
      JSON.stringify(publicKey),
    ])
      expect(keyIdOf(parsePublicKey(text)), text).toBe(id);
  });

  it('refuses what is not a public Ed25519 key, and says why', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const refused: readonly [string, RegExp][] = [
      ['', /it begins with ""/],
      ['ab'.repeat(31), /it begins with/],
      ['{', /not JSON/],
      ['{"keytype":"rsa","scheme":"ed25519","keyval":{"public":"00"}}', /not that of an ed25519 key/],
      [rsa.export({ format: 'pem', type: 'spki' }).toString(), /another kind/],
      ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', /damaged/],
      ['a'.repeat(5_000), /too long/],
    ];
    for (const [text, reason] of refused) expect(() => parsePublicKey(text), text).toThrow(reason);
  });

  it('takes no private key for a public one, and repeats nothing of it', () => {
    const pem = generateSigningKey().toPem();
    expect(() => parsePublicKey(pem)).toThrow(/it is a private key/);
    expect(() => parsePublicKey(pem)).not.toThrow(new RegExp(pem.split('\n')[1] ?? 'no second line'));
  });
});

describe('keyIdOf', () => {
  it('is the sha256 of the canonical JSON', () => {
    // As `sha256sum` has it of {"keytype":"ed25519","keyval":{"public":"d75a…"},"scheme":"ed25519"}.
    expect(keyIdOf(parsePublicKey(RFC_KEY))).toBe(
      '74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916',
    );
  });
});

describe('publicKeyOf', () => {
  it('refuses keys of other kinds', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    expect(() => publicKeyOf(privateKey)).toThrow(/another kind/);
  });
});

describe('verifySignature', () => {
  it('accepts the signature of RFC 8032, and not another length, another key or other bytes', () => {
    const key = parsePublicKey(RFC_KEY);
    const signature = Buffer.from(RFC_SIGNATURE, 'hex');
    const nothing = new Uint8Array();
    expect(verifySignature(key, nothing, signature)).toBe(true);
    expect(verifySignature(key, Buffer.from('x'), signature)).toBe(false);
    expect(verifySignature(key, nothing, signature.subarray(1))).toBe(false);
    expect(verifySignature(generateSigningKey().publicKey, nothing, signature)).toBe(false);
  });
});
