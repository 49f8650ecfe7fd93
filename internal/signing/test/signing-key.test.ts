import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { generateSigningKey, keyIdOf, parseSigningKey, verifySignature } from '../src/index.js';

describe('generateSigningKey', () => {
  it('makes a key whose signatures its public half verifies', () => {
    const key = generateSigningKey();
    const bytes = Buffer.from('what is signed');
    expect(verifySignature(key.publicKey, bytes, key.sign(bytes))).toBe(true);
    expect(key.id).toBe(keyIdOf(key.publicKey));
    expect(generateSigningKey().id).not.toBe(key.id);
  });

  it('shows nothing of the private half', () => {
    const key = generateSigningKey();
    const secret = key.toPem().split('\n')[1] ?? '';
    expect(inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)).not.toContain(secret);
  });
});

describe('parseSigningKey', () => {
  it('reads what toPem wrote', () => {
    const key = generateSigningKey();
    expect(parseSigningKey(key.toPem()).id).toBe(key.id);
  });

  it('refuses other kinds of keys, one under a passphrase, and text, and repeats none of it', () => {
    const options = { type: 'pkcs8', format: 'pem' } as const;
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(options);
    const locked = generateKeyPairSync('ed25519').privateKey.export({
      ...options,
      cipher: 'aes-256-cbc',
      passphrase: 'a phrase',
    });
    for (const text of [other.toString(), locked.toString(), 'SECRET text']) {
      expect(() => parseSigningKey(text)).toThrow(/not an Ed25519 private key/);
      expect(() => parseSigningKey(text)).not.toThrow(/SECRET/);
    }
  });
});
