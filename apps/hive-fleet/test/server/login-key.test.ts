import { fromPublic } from '@nats-io/nkeys';
import { expect, test } from 'vitest';
import { loginWith, makeLoginKey, publicKeyOf } from '../../src/server/login-key.js';

test('what is signed by Node is what the library takes for the key', () => {
  const { seed, publicKey } = makeLoginKey();
  expect(publicKeyOf(seed)).toBe(publicKey);
  const { nkey, sig } = loginWith(seed)('a nonce') as { nkey: string; sig: string };
  expect(nkey).toBe(publicKey);
  expect(fromPublic(publicKey).verify(Buffer.from('a nonce'), Buffer.from(sig, 'base64url'))).toBe(true);
});

test('what is no seed of a user is refused', () => {
  for (const text of ['', 'SU', `SA${'A'.repeat(56)}`, `SU${'A'.repeat(56)}`])
    expect(() => publicKeyOf(text)).toThrow();
});
