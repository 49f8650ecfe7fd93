import { readFile } from 'node:fs/promises';
import { parsePublicKey } from '@rbee-internal/signing';
import {
  delegate,
  readLatest,
  type Signing,
  signTargets,
  type TargetsDocument,
} from '@rbee-internal/tuf/repository';
import { WorkerRegistryError } from '../errors.js';
import type { SigningFolders } from './init-keys.js';
import { readKeys } from './key-folder.js';

export interface DelegateRoleOptions extends SigningFolders {
  readonly name: string;
  /** Files with the publisher's public keys. */
  readonly publicKeys: readonly string[];
  readonly threshold: number;
  /** Ids of workers, in which `*` stands for anything, such as `acme-*`. */
  readonly ids: readonly string[];
  readonly now: Date;
}

/** Leaves the workers of some ids to a publisher. @throws SigningKeyError; RepositoryError; WorkerRegistryError */
export async function delegateRole(options: DelegateRoleOptions): Promise<Signing> {
  const { keys: folder, repository, name, publicKeys, threshold, ids, now } = options;
  const wrong = ids.find((id) => !/^[a-z0-9*][a-z0-9._*-]{0,127}$/.test(id));
  if (wrong !== undefined || ids.length === 0)
    throw new WorkerRegistryError({
      code: 'INVALID_ARGUMENT',
      message: `${JSON.stringify(wrong ?? '')} is not the id of a worker, nor a pattern of ids.`,
      hint: 'Pass --ids, such as --ids "acme-*".',
    });
  const texts = await Promise.all(publicKeys.map((file) => readFile(file, 'utf8')));
  const former = await readLatest<TargetsDocument>(repository, 'targets');
  const paths = [
    `index/${name}.json`,
    ...ids.flatMap((id) => [`workers/${id}/*`, `workers/${id}/files/*`, `workers/${id}/keys/*`]),
  ];
  const delegations = delegate(former?.signed.delegations, {
    ...{ name, threshold, paths },
    keys: texts.map(parsePublicKey),
  });
  const keys = (await readKeys(folder)).map(({ key }) => key);
  return signTargets(repository, { delegations, keys, now });
}
