import { createHash } from 'node:crypto';
import { rejectionOf, startHttpServer } from '@rbee-internal/test-kit';
import { createMessage, generateKey, sign } from 'openpgp';
import { describe, expect, test } from 'vitest';
import type { OpenOptions } from '../../../src/index.js';
import { expectNothingLeft, helloRecipe, openTestCatalog, startRegistry } from '../../support.js';

const CONTENT = 'some data';

interface Setup extends OpenOptions {
  /** What the registry has of the key. */
  readonly served?: (key: string) => Record<string, string>;
  readonly signed?: string;
}

/** A worker one of whose sources is signed. */
async function useSigned({ served = () => ({}), signed = CONTENT, ...open }: Setup = {}) {
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Publisher' }],
    format: 'object',
  });
  const fingerprint = publicKey.getFingerprint().toUpperCase();
  const message = await createMessage({ binary: Buffer.from(signed) });
  const signature = await sign({ message, signingKeys: privateKey, detached: true });
  const sources = await startHttpServer({
    '/data': { type: 'body', body: CONTENT },
    '/data.sig': { type: 'body', body: String(signature) },
  });
  const digest = createHash('sha256').update(CONTENT).digest('hex');
  const lines = `source=(${sources.url}/data{,.sig})\nsha256sums=(${digest} SKIP)\nvalidpgpkeys=(${fingerprint})`;
  const files = Object.fromEntries(
    Object.entries(served(publicKey.armor())).map(([name, text]) => [name.replace('FPR', fingerprint), text]),
  );
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines), files } });
  return {
    ...(await openTestCatalog(registry.url, open)),
    fingerprint,
    publicKey: publicKey.armor(),
    registry,
  };
}

describe('a signed source', () => {
  test('is checked by the key that the registry keeps beside the recipe, and the record says who signed', async () => {
    const { catalog, job, events, fingerprint } = await useSigned({ served: (key) => ({ 'FPR.asc': key }) });
    const { id } = await catalog.provisionAndAdd('hello', job());
    const { provenance } = await catalog.get(id);
    expect(provenance?.sources.map(({ signedBy }) => signedBy)).toEqual([fingerprint, undefined]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'signature-verified', name: 'data', signedBy: fingerprint }),
    );
  });

  test('is refused when the key is missing, or it signed something else', async () => {
    const unknown = await useSigned();
    expect(await rejectionOf(unknown.catalog.provisionAndAdd('hello', unknown.job()))).toMatchObject({
      code: 'KEY_UNKNOWN',
      hint: expect.stringContaining('keys/pgp'),
    });
    await expectNothingLeft(unknown);
    const forged = await useSigned({ signed: 'other data', served: (key) => ({ 'FPR.asc': key }) });
    expect(await rejectionOf(forged.catalog.provisionAndAdd('hello', forged.job()))).toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
    await expectNothingLeft(forged);
  });

  test('needs no key where signatures are not checked, and none is asked for', async () => {
    const { catalog, job, registry } = await useSigned({ sources: { signatures: 'skip' } });
    const { provenance } = await catalog.provisionAndAdd('hello', job());
    expect(provenance?.sources.every(({ signedBy }) => signedBy === undefined)).toBe(true);
    expect(registry.requests.filter(({ path }) => path.endsWith('.asc'))).toEqual([]);
  });
});
