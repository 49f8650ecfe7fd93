import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateSigningKey } from '@rbee-internal/signing';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it, vi } from 'vitest';
import { isTufError } from '../../src/client/index.js';
import { delegate, firstRoot, signDocument, signSnapshot, signTargets } from '../../src/repository/index.js';
import {
  allOf,
  newClient,
  newKeys,
  newRepository,
  notFound,
  readThrough,
  rolesOfKeys,
  rotate,
  serving,
  signFiles,
} from '../own-repository.js';

const FILE = 'workers/a/PKGBUILD';
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);

describe('createTufClient', () => {
  it('reads what is signed, sees what is new, and keeps what it read', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    expect(await readThrough(own, FILE)).toBe('one');
    expect(await readThrough(own, 'workers/a/none')).toBeUndefined();
    for (const name of ['constructor', '__proto__', 'workers/../a'])
      expect(await readThrough(own, name)).toBeUndefined();
    await signFiles(folder, keys, { files: { [FILE]: 'two' } });
    expect(await readThrough(own, FILE)).toBe('two');
    await rm(path.join(folder, 'targets'), { recursive: true });
    expect(await readThrough(own, FILE)).toBe('two');
  });

  it('reads all of one view from one state, whatever is published meanwhile', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const { client } = await newClient(folder);
    const view = await client.refresh();
    await signFiles(folder, keys, { files: { [FILE]: 'two' } });
    const target = (await view.find([FILE])).get(FILE);
    expect(target && Buffer.from(await view.read(target, { maxBytes: 9 })).toString()).toBe('one');
  });

  it('refuses a registry that was replaced', async () => {
    const own = await newClient(await newRepository(newKeys(), { files: { [FILE]: 'one' } }));
    own.server.get = serving(await newRepository(newKeys(), { files: { [FILE]: 'evil' } }));
    expect(await codeOf(readThrough(own, FILE))).toBe('UNTRUSTED');
  });

  it('refuses what a thief of keys below the threshold signs', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    const forged = await forge(
      folder,
      (document) => {
        document.signed.version += 1;
        document.signed.targets[FILE] = { length: 4, hashes: { sha256: '0'.repeat(64) } };
      },
      { ...keys, targets: keys.targets.slice(0, 1) },
    );
    own.server.get = serving(forged);
    expect(await codeOf(readThrough(own, FILE))).toBe('UNTRUSTED');
    // One root key makes no new root.
    expect(
      await rotate(folder, { before: keys, after: newKeys(), signers: keys.root.slice(0, 1) }),
    ).toBeDefined();
  });

  it('refuses an old index that is replayed', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    const old = await useTempDir();
    await cp(folder, old, { recursive: true });
    await signFiles(folder, keys, { files: { [FILE]: 'two' } });
    expect(await readThrough(own, FILE)).toBe('two');
    own.server.get = serving(old);
    expect(await codeOf(readThrough(own, FILE))).toBe('UNTRUSTED');
  });

  it('refuses an index that is frozen, once it has expired', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' }, now: daysAgo(8) });
    const error = await rejectionOf(readThrough(await newClient(folder), FILE));
    expect(error).toMatchObject({ code: 'EXPIRED', message: expect.stringMatching(/timestamp/) });
  });

  it('refuses targets that are mixed from two states', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    await signFiles(folder, keys, { files: { [FILE]: 'two' } });
    const own = await newClient(folder);
    own.server.get = async (where, request) =>
      serving(folder)(where.replace('2.targets', '1.targets'), request);
    expect(await codeOf(readThrough(own, FILE))).toBe('UNTRUSTED');
  });

  it('refuses a mirror that leaves the signatures out', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    own.server.get = async () => notFound;
    expect(await codeOf(readThrough(own, FILE))).toBe('NOT_SIGNED');
    own.server.get = serving(folder);
    expect(await readThrough(own, FILE)).toBe('one');
    own.server.get = async (where, request) =>
      where.includes('snapshot') ? notFound : serving(folder)(where, request);
    await signFiles(folder, keys, { files: { [FILE]: 'two' } });
    expect(await codeOf(readThrough(own, FILE))).toBe('NOT_SIGNED');
  });

  it('refuses a target that was altered, and one that is longer', async () => {
    const folder = await newRepository(newKeys(), { files: { [FILE]: 'one' } });
    for (const content of ['evi', 'longer', '']) {
      const own = await newClient(folder);
      own.server.get = async (where, request) =>
        where.startsWith('targets/')
          ? { status: 200, body: Buffer.from(content) }
          : serving(folder)(where, request);
      expect(await codeOf(readThrough(own, FILE)), content).toBe('TARGET_ALTERED');
    }
  });

  it('takes a clock that was set back for no excuse, and says what it takes the time to be', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    let time = new Date(Date.now() + 4 * DAY);
    const own = await newClient(folder, { now: () => time });
    expect(await readThrough(own, FILE)).toBe('one');
    await signFiles(folder, keys, { files: { [FILE]: 'two' }, now: daysAgo(5) });
    time = new Date();
    const error = await rejectionOf(readThrough(own, FILE));
    expect(error).toMatchObject({
      code: 'EXPIRED',
      message: expect.stringMatching(/it was 20\S+ here before/),
    });
    expect(error).toMatchObject({ message: expect.stringMatching(/this machine takes it to be/) });
  });

  it('follows a root that was rotated twice while it was away, and no other', async () => {
    const [first, second, third] = [newKeys(), newKeys(), newKeys()];
    const folder = await newRepository(first, { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    expect(await readThrough(own, FILE)).toBe('one');
    expect(await rotate(folder, { before: first, after: second })).toBeUndefined();
    expect(await rotate(folder, { before: second, after: third })).toBeUndefined();
    await signFiles(folder, third, { files: { [FILE]: 'three' } });
    expect(await readThrough(own, FILE)).toBe('three');
    // Without the second, the third is not known to be meant.
    const away = await newClient(folder);
    away.server.get = async (where, request) => serving(folder)(where.replace('2.root', '3.root'), request);
    expect(await codeOf(readThrough(away, FILE))).toBe('UNTRUSTED');
  });

  it('says what a page, an odd status and endless roots are', async () => {
    const folder = await newRepository(newKeys(), { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    own.server.get = async () => ({ status: 200, body: Buffer.from('<!doctype html><p>Log in') });
    expect(await rejectionOf(readThrough(own, FILE))).toMatchObject({
      code: 'ANSWER_INVALID',
      message: expect.stringContaining('2.root.json is a web page'),
    });
    own.server.get = async () => ({ status: 500, body: Buffer.from('') });
    expect(await rejectionOf(readThrough(own, FILE))).toMatchObject({
      code: 'ANSWER_INVALID',
      message: expect.stringContaining('answered 500'),
    });
    let asked = 0;
    own.server.get = async (_where, { maxBytes }) => {
      asked += 1;
      throw new RangeError(`more than ${maxBytes} bytes`);
    };
    await expect(readThrough(own, FILE)).rejects.toThrow(/more than 512000 bytes/);
    expect(asked).toBe(1);
  });

  it('uses what it verified last while the server is down, until that expires', async () => {
    const folder = await newRepository(newKeys(), { files: { [FILE]: 'one' } });
    const down = new Error('down');
    const own = await newClient(folder, { isDown: (failure) => failure === down });
    const refuse = () => Promise.reject(down);
    own.server.get = refuse;
    await expect(readThrough(own, FILE)).rejects.toBe(down);
    own.server.get = serving(folder);
    await readThrough(own, FILE);
    own.server.get = refuse;
    expect(await readThrough(own, FILE)).toBe('one');
    expect((await own.client.refresh()).staleBecause).toBe(down);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * DAY });
    try {
      expect(await rejectionOf(readThrough(own, FILE))).toMatchObject({
        code: 'EXPIRED',
        message: expect.stringContaining('the registry does not answer'),
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses one key under two ids, and an expiry that never comes', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const { publicKey } = keys.targets[0] ?? generateSigningKey();
    for (const [member, value] of [
      ['keys', { ...firstRoot(rolesOfKeys(keys), new Date()).keys, twice: publicKey }],
      ['expires', 'never'],
    ] as const) {
      const own = await newClient(folder);
      const root = { ...firstRoot(rolesOfKeys(keys), new Date()), version: 2, [member]: value };
      const body = Buffer.from(JSON.stringify(signDocument({ signed: root, signatures: [] }, keys.root)));
      own.server.get = async (where, request) =>
        where.includes('2.root') ? { status: 200, body } : serving(folder)(where, request);
      expect(await codeOf(readThrough(own, FILE)), member).toBe('UNTRUSTED');
    }
  });

  it('takes files of a publisher where the owner says, and nowhere else', async () => {
    const keys = newKeys();
    const folder = await newRepository(keys, { files: { [FILE]: 'one' } });
    const publisher = generateSigningKey();
    const paths = ['workers/acme-*/*'];
    const delegations = delegate(undefined, {
      name: 'acme',
      keys: [publisher.publicKey],
      threshold: 1,
      paths,
    });
    const now = new Date();
    await signTargets(folder, { delegations, keys: allOf(keys), now });
    const files = new Map([
      ['workers/acme-a/PKGBUILD', Buffer.from('theirs')],
      [FILE, Buffer.from('evil')],
      ['workers/b/PKGBUILD', Buffer.from('evil')],
    ]);
    await signTargets(folder, { role: 'acme', files, keys: [publisher], now });
    await signSnapshot(folder, { keys: allOf(keys), now });
    const own = await newClient(folder);
    expect(await readThrough(own, 'workers/acme-a/PKGBUILD')).toBe('theirs');
    expect(await readThrough(own, FILE)).toBe('one');
    expect(await readThrough(own, 'workers/b/PKGBUILD')).toBeUndefined();
    expect((await own.client.refresh()).delegated).toEqual(['acme']);
  });

  it('starts from the trusted root again when its own copy is damaged, and refuses one that is none', async () => {
    const folder = await newRepository(newKeys(), { files: { [FILE]: 'one' } });
    const own = await newClient(folder);
    await readThrough(own, FILE);
    await writeFile(path.join(own.home, 'tuf', 'metadata', 'root.json'), '{"half":');
    expect(await readThrough(own, FILE)).toBe('one');
    const other = await newClient(folder, { root: '{}' });
    expect(await codeOf(readThrough(other, FILE))).toBe('ROOT_INVALID');
  });

  it('ends with the signal, whose reason it is', async () => {
    const own = await newClient(await newRepository(newKeys(), { files: { [FILE]: 'one' } }));
    const controller = new AbortController();
    const reason = new Error('enough');
    own.server.get = () => {
      controller.abort(reason);
      return Promise.reject(new Error('cut off'));
    };
    await expect(own.client.refresh({ signal: controller.signal })).rejects.toBe(reason);
  });
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await rejectionOf(promise);
  return isTufError(error) ? error.code : String(error);
}

/** A copy of a repository in which the targets were changed and signed by the keys that are left. */
async function forge(
  folder: string,
  change: (document: { signed: { version: number; targets: Record<string, unknown> } }) => void,
  keys: ReturnType<typeof newKeys>,
): Promise<string> {
  const forged = await useTempDir();
  await cp(folder, forged, { recursive: true });
  const file = path.join(forged, 'metadata', '1.targets.json');
  const document = JSON.parse(await readFile(file, 'utf8'));
  change(document);
  await writeFile(
    file,
    JSON.stringify(signDocument({ signed: document.signed, signatures: [] }, keys.targets)),
  );
  return forged;
}
