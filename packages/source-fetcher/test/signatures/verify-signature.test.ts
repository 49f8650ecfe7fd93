import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createGitRepository, rejectionOf, startGitServer } from '@rbee-internal/test-kit';
import { createMessage, generateKey, type PrivateKey, revokeKey, sign } from 'openpgp';
import { beforeAll, describe, expect, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { instantClock, request, useWorkspace, type Workspace } from '../support/workspace.js';

/** When the tests are, and when their keys and signatures were made. */
const NOW = Date.UTC(2026, 0, 1);
const MADE = new Date(Date.UTC(2025, 0, 1));

interface Signer {
  readonly key: PrivateKey;
  readonly publicKey: string;
  readonly fingerprint: string;
}

async function createSigner(name: string, keyExpirationTime = 0): Promise<Signer> {
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name }],
    date: MADE,
    keyExpirationTime,
    format: 'object',
  });
  return {
    key: privateKey,
    publicKey: publicKey.armor(),
    fingerprint: publicKey.getFingerprint().toUpperCase(),
  };
}

let good: Signer;
let expired: Signer;
let other: Signer;
let revoked: string;

beforeAll(async () => {
  good = await createSigner('good');
  expired = await createSigner('expired', 30 * 86_400);
  other = await createSigner('other');
  revoked = (
    await revokeKey({ key: good.key, date: new Date(MADE.getTime() + 86_400_000), format: 'object' })
  ).publicKey.armor();
});

async function signatureOf(data: string | Uint8Array, ...signers: Signer[]): Promise<string> {
  const message = await createMessage({ binary: Buffer.from(data as string) });
  const signingKeys = signers.map(({ key }) => key);
  return (await sign({
    message,
    signingKeys,
    detached: true,
    date: new Date(MADE.getTime() + 3_600_000),
    format: 'armored',
  })) as string;
}

async function fetchSigned(
  workspace: Workspace,
  files: Record<string, string | Uint8Array>,
  more: object = {},
) {
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(workspace.startDir, name), content);
  return fetchSources(
    Object.keys(files).map((name) => request(name)),
    { ...workspace, clock: { ...instantClock(), now: () => NOW }, ...more },
  );
}

describe('a detached signature', () => {
  test.each(['.sig', '.asc', '.sign'])('%s by a listed key says who signed', async (extension) => {
    const workspace = await useWorkspace();
    const files = { 'a.txt': 'content', [`a.txt${extension}`]: await signatureOf('content', good) };
    const options = { keyring: [good.publicKey, other.publicKey], validPgpKeys: [good.fingerprint] };
    const [file, signature] = await fetchSigned(workspace, files, options);
    expect([file?.signedBy, signature?.signedBy]).toEqual([good.fingerprint, undefined]);
    expect(workspace.events).toContainEqual({
      type: 'signature-verified',
      name: 'a.txt',
      signedBy: good.fingerprint,
    });
  });

  test('may be binary, and the key beside the recipe', async () => {
    const workspace = await useWorkspace();
    await mkdir(path.join(workspace.startDir, 'keys/pgp'), { recursive: true });
    await writeFile(path.join(workspace.startDir, 'keys/pgp/key.asc'), good.publicKey);
    const message = await createMessage({ binary: Buffer.from('content') });
    const binary = (await sign({
      message,
      signingKeys: good.key,
      detached: true,
      date: MADE,
      format: 'binary',
    })) as Uint8Array;
    const files = { a: 'content', 'a.sig': binary };
    expect(await fetchSigned(workspace, files, { validPgpKeys: [good.fingerprint] })).toMatchObject([
      { signedBy: good.fingerprint },
      {},
    ]);
    expect(await rejectionOf(fetchSigned(workspace, files))).toMatchObject({ code: 'KEY_UNTRUSTED' });
  });

  test('may be of what is inside a compressed file', async () => {
    const workspace = await useWorkspace();
    const files = { 'a.tar.gz': gzipSync('content'), 'a.tar.sign': await signatureOf('content', good) };
    expect(await fetchSigned(workspace, files, { keyring: [good.publicKey] })).toMatchObject([
      { signedBy: good.fingerprint },
      {},
    ]);
  });

  test('by two, of whom one is known, counts', async () => {
    const workspace = await useWorkspace();
    const files = { a: 'content', 'a.sig': await signatureOf('content', good, other) };
    expect(await fetchSigned(workspace, files, { keyring: [other.publicKey] })).toMatchObject([
      { signedBy: other.fingerprint },
      {},
    ]);
  });

  test.each([
    ['of other bytes', 'SIGNATURE_INVALID', () => ({ keyring: [good.publicKey] }), 'changed', () => good],
    ['by an unknown key', 'KEY_UNKNOWN', () => ({ keyring: [other.publicKey] }), 'content', () => good],
    [
      'by a key that is not listed',
      'KEY_UNTRUSTED',
      () => ({ keyring: [good.publicKey], validPgpKeys: [other.fingerprint] }),
      'content',
      () => good,
    ],
    [
      'by a key that is listed in lower case',
      'KEY_UNTRUSTED',
      () => ({ keyring: [good.publicKey], validPgpKeys: [good.fingerprint.toLowerCase()] }),
      'content',
      () => good,
    ],
    [
      'by a key that has expired',
      'KEY_EXPIRED',
      () => ({ keyring: [expired.publicKey] }),
      'content',
      () => expired,
    ],
    ['by a key that was revoked', 'KEY_REVOKED', () => ({ keyring: [revoked] }), 'content', () => good],
  ] as const)('%s is refused', async (...[, code, options, content, signer]) => {
    const workspace = await useWorkspace();
    const files = { a: content, 'a.sig': await signatureOf('content', signer()) };
    expect(await rejectionOf(fetchSigned(workspace, files, options()))).toMatchObject({
      code,
      message: expect.stringMatching(/^'a' is not accepted: /),
    });
  });

  test('by a key that expired since counts when that is asked for', async () => {
    const workspace = await useWorkspace();
    const files = { a: 'content', 'a.sig': await signatureOf('content', expired) };
    const options = { keyring: [expired.publicKey], acceptExpiredKeys: true };
    expect(await fetchSigned(workspace, files, options)).toMatchObject([
      { signedBy: expired.fingerprint },
      {},
    ]);
  });

  test.each([
    ['that is none', { a: 'content', 'a.sig': 'nonsense' }],
    ['that is empty', { a: 'content', 'a.sig': '' }],
    ['of no source', { b: 'content', 'a.sig': 'nonsense' }],
  ])('%s is refused, unless nothing is to be checked', async (_, files) => {
    const workspace = await useWorkspace();
    expect(
      await rejectionOf(fetchSigned(workspace, files as never, { keyring: [good.publicKey] })),
    ).toMatchObject({ code: 'SIGNATURE_INVALID' });
    expect(await fetchSigned(workspace, files as never, { signatures: 'skip' })).toHaveLength(2);
  });

  test('with a keyring that cannot be read says so', async () => {
    const workspace = await useWorkspace();
    const files = { a: 'content', 'a.sig': await signatureOf('content', good) };
    expect(await rejectionOf(fetchSigned(workspace, files, { keyring: ['nonsense'] }))).toMatchObject({
      code: 'KEYRING_INVALID',
      message: expect.stringContaining("The OpenPGP keys of 'keyring[0]' could not be read"),
    });
  });
});

describe.each(['embedded', 'system'] as const)('a signed git source with the %s git', (git) => {
  async function useSigned(payload: 'tag' | 'commit') {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
    const plain = await repository.commit({ a: 'a' });
    const raw = `${await repository.git('cat-file', 'commit', plain)}\n`;
    const write = async (type: string, text: string) => {
      await writeFile(path.join(workspace.root, 'object'), text);
      return repository.git('hash-object', '-w', '-t', type, path.join(workspace.root, 'object'));
    };
    const tag = `object ${plain}\ntype commit\ntag v1\ntagger A <a@b> 1735689600 +0000\n\nmessage\n`;
    const signedText =
      payload === 'tag'
        ? tag + (await signatureOf(tag, good)).replace(/\r/g, '')
        : raw.replace(
            '\n\n',
            `\ngpgsig ${(await signatureOf(raw, good)).replace(/\r/g, '').trim().replace(/\n/g, '\n ')}\n\n`,
          );
    const oid = await write(payload, signedText);
    await repository.git('update-ref', payload === 'tag' ? 'refs/tags/v1' : 'refs/heads/main', oid);
    const server = await startGitServer(path.join(workspace.root, 'remote'));
    return { workspace, entry: `git+${server.url}/tool.git`, oid };
  }

  const options = () => ({
    git,
    keyring: [good.publicKey],
    validPgpKeys: [good.fingerprint],
    clock: { ...instantClock(), now: () => NOW },
  });

  test('a tag', async () => {
    const { workspace, entry } = await useSigned('tag');
    expect(
      await fetchSources([request(`${entry}?signed#tag=v1`)], { ...workspace, ...options() }),
    ).toMatchObject([{ signedBy: good.fingerprint }]);
    const unknown = { ...workspace, ...options(), keyring: [other.publicKey] };
    expect(await rejectionOf(fetchSources([request(`${entry}#tag=v1?signed`)], unknown))).toMatchObject({
      code: 'KEY_UNKNOWN',
    });
    expect(
      await rejectionOf(fetchSources([request(`${entry}?signed`)], { ...workspace, ...options() })),
    ).toMatchObject({ code: 'SIGNATURE_MISSING' });
  });

  test('a commit', async () => {
    const { workspace, entry, oid } = await useSigned('commit');
    for (const pin of ['', `#commit=${oid}`, '#branch=main'])
      expect(
        await fetchSources([request(`${entry}?signed${pin}`)], { ...workspace, ...options() }),
      ).toMatchObject([{ signedBy: good.fingerprint, commit: oid }]);
  });
});
