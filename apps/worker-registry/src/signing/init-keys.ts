import type { SigningKey } from '@rbee-internal/signing';
import { firstRoot, readLatest, signRoot, type TopRole } from '@rbee-internal/tuf/repository';
import { WorkerRegistryError } from '../errors.js';
import { makeKey } from './key-folder.js';

/** Where the keys and the signed metadata are. */
export interface SigningFolders {
  /** The private keys. */
  readonly keys: string;
  /** The signed metadata. */
  readonly repository: string;
}

export interface InitKeysOptions extends SigningFolders {
  /** How many keys of the root are made. */
  readonly rootKeys: number;
  /** How many of them have to sign a new root. */
  readonly rootThreshold: number;
  readonly now: Date;
}

/**
 * Makes the keys of a registry and its first root.
 *
 * @returns the names of the keys' files
 * @throws WorkerRegistryError `ALREADY_EXISTS`; RepositoryError `ARGUMENT_INVALID`
 */
export async function initKeys(options: InitKeysOptions): Promise<readonly string[]> {
  const { keys: folder, repository, rootKeys, rootThreshold, now } = options;
  if ((await readLatest(repository, 'root')) !== undefined)
    throw new WorkerRegistryError({
      code: 'ALREADY_EXISTS',
      message: `${repository} has root metadata already.`,
      hint: 'Change its keys with: keys rotate.',
    });
  if (rootThreshold < 1 || rootThreshold > rootKeys)
    throw new WorkerRegistryError({
      code: 'INVALID_ARGUMENT',
      message: `A threshold of ${rootThreshold} cannot be met by ${rootKeys} keys.`,
      hint: 'Pass --root-keys and --root-threshold that fit.',
    });
  const names: string[] = [];
  const make = async (role: TopRole, count: number) => {
    const made: SigningKey[] = [];
    for (let index = 0; index < count; index++) {
      const { name, key } = await makeKey(folder, role);
      names.push(name);
      made.push(key);
    }
    return made;
  };
  const root = await make('root', rootKeys);
  const [targets, snapshot, timestamp] = [
    await make('targets', 1),
    await make('snapshot', 1),
    await make('timestamp', 1),
  ];
  const role = (keys: readonly SigningKey[], threshold = 1) => ({
    keys: keys.map(({ publicKey }) => publicKey),
    threshold,
  });
  const signed = firstRoot(
    {
      root: role(root, rootThreshold),
      targets: role(targets),
      snapshot: role(snapshot),
      timestamp: role(timestamp),
    },
    now,
  );
  await signRoot(repository, { signed, signatures: [] }, root);
  return names;
}
