import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { generateSigningKey, type SigningKey } from '@rbee-internal/signing';
import { useTempDir } from '@rbee-internal/test-kit';
import { createTufClient, type TufAnswer, type TufClientOptions } from '../src/client/index.js';
import {
  firstRoot,
  nextRoot,
  type RootRoles,
  requireRoot,
  signRoot,
  signSnapshot,
  signTargets,
  type TopRole,
} from '../src/repository/index.js';

/** The keys of a repository: two of three sign its root and its targets. */
export interface OwnKeys {
  readonly root: readonly SigningKey[];
  readonly targets: readonly SigningKey[];
  readonly snapshot: readonly SigningKey[];
  readonly timestamp: readonly SigningKey[];
}

export function newKeys(): OwnKeys {
  const several = (count: number) => Array.from({ length: count }, generateSigningKey);
  return { root: several(3), targets: several(3), snapshot: several(1), timestamp: several(1) };
}

export function rolesOfKeys(keys: OwnKeys): RootRoles {
  const role = (name: TopRole, threshold: number) => ({
    keys: keys[name].map(({ publicKey }) => publicKey),
    threshold,
  });
  return {
    root: role('root', 2),
    targets: role('targets', 2),
    snapshot: role('snapshot', 1),
    timestamp: role('timestamp', 1),
  };
}

export const allOf = (keys: OwnKeys): SigningKey[] => Object.values(keys).flat();

/** What a repository has, and when it is signed: now, unless it says something else. */
export interface Contents {
  readonly files: Readonly<Record<string, string>>;
  readonly now?: Date;
}

/** Signs files in a repository. */
export async function signFiles(
  folder: string,
  keys: OwnKeys,
  { files, now = new Date() }: Contents,
): Promise<void> {
  const contents = new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  await signTargets(folder, { files: contents, keys: allOf(keys), now });
  await signSnapshot(folder, { keys: allOf(keys), now });
}

export async function newRepository(keys: OwnKeys, contents: Contents): Promise<string> {
  const { now = new Date() } = contents;
  const folder = await useTempDir();
  await signRoot(folder, { signed: firstRoot(rolesOfKeys(keys), now), signatures: [] }, allOf(keys));
  await signFiles(folder, keys, contents);
  return folder;
}

/** A new root by which `after` sign in place of `before`. */
export async function rotate(
  folder: string,
  {
    before,
    after,
    signers = [...allOf(before), ...allOf(after)],
  }: {
    readonly before: OwnKeys;
    readonly after: OwnKeys;
    readonly signers?: readonly SigningKey[];
  },
): Promise<string | undefined> {
  const root = nextRoot((await requireRoot(folder)).signed, rolesOfKeys(after), new Date());
  return (await signRoot(folder, { signed: root, signatures: [] }, signers)).missing;
}

export const notFound: TufAnswer = { status: 404, body: Buffer.from('not found') };

/** Serves a folder, as any web server would. */
export function serving(folder: string): TufClientOptions['get'] {
  return async (where) => {
    try {
      return { status: 200, body: await readFile(path.join(folder, decodeURIComponent(where))) };
    } catch {
      return notFound;
    }
  };
}

/** A client that trusts the first root of `folder`, and asks what `server.get` is then. */
export async function newClient(folder: string, further: Partial<TufClientOptions> = {}) {
  const server = { get: serving(folder) };
  const home = await useTempDir();
  const root = await readFile(path.join(folder, 'metadata', '1.root.json'), 'utf8');
  const client = createTufClient({
    root,
    folder: path.join(home, 'tuf'),
    get: (where, request) => server.get(where, request),
    ...further,
  });
  return { server, client, home };
}

/** What a client reads at a path, after it has looked for what is new. */
export async function readThrough(
  { client }: Pick<Awaited<ReturnType<typeof newClient>>, 'client'>,
  name: string,
): Promise<string | undefined> {
  const view = await client.refresh();
  const target = (await view.find([name])).get(name);
  return target && Buffer.from(await view.read(target, { maxBytes: 1_000 })).toString();
}
