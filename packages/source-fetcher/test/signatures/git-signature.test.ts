import { expect, test } from 'vitest';
import { gitSignatureOf, isOpenPgp } from '../../src/signatures/git-signature.js';

const PGP = '-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n';
const SSH = '-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----\n';
const TAG = 'object 1234\ntype commit\ntag v1\n\nmessage\n';

function signatureOf(content: string) {
  const found = gitSignatureOf({ type: 'tag', content: Buffer.from(content) });
  return (
    found && { payload: String(found.payload), signature: String(found.signature), isPgp: isOpenPgp(found) }
  );
}

test('of several signatures in a tag the last counts, as it does for git', () => {
  expect(signatureOf(TAG + PGP)).toEqual({ payload: TAG, signature: PGP, isPgp: true });
  expect(signatureOf(TAG + PGP + PGP)).toEqual({ payload: TAG + PGP, signature: PGP, isPgp: true });
  expect(signatureOf(TAG + PGP + SSH)).toEqual({ payload: TAG + PGP, signature: SSH, isPgp: false });
  expect(signatureOf(TAG + SSH + PGP)).toEqual({ payload: TAG + SSH, signature: PGP, isPgp: true });
  expect(signatureOf(TAG)).toBeUndefined();
});
