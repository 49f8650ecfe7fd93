import {
  type Signing,
  type Snapshot,
  signPendingRoot,
  signSnapshot,
  signTargets,
} from '@rbee-internal/tuf/repository';
import type { SigningFolders } from './init-keys.js';
import { readKeys } from './key-folder.js';
import { workerTargets } from './worker-targets.js';

export interface SignWorkersOptions extends SigningFolders {
  readonly workers: string | URL;
  /** Whose workers these are. @default 'targets', the owner's */
  readonly role?: string | undefined;
  readonly now: Date;
}

/** What was signed. */
export interface SignedWorkers {
  /** Each role that was signed, and what is missing where it is. */
  readonly signed: readonly Signing[];
  /** What is published next; `undefined` where something is missing, or another publishes. */
  readonly snapshot?: Snapshot | undefined;
}

/**
 * Signs a folder of workers with the keys at hand, and then what belongs together. A publisher signs their own role
 * alone: the owner's next `sign` takes it in.
 *
 * @throws RepositoryError; WorkerRegistryError `FOLDER_UNREADABLE`
 */
export async function signWorkers(options: SignWorkersOptions): Promise<SignedWorkers> {
  const { keys: folder, repository, workers, role = 'targets', now } = options;
  const keys = (await readKeys(folder)).map(({ key }) => key);
  const root = await signPendingRoot(repository, keys);
  const files = await workerTargets(workers, role);
  const targets = await signTargets(repository, { role, files, keys, now });
  const signed = [...(root === undefined ? [] : [root]), targets];
  if (role !== 'targets' || signed.some(({ missing }) => missing !== undefined)) return { signed };
  return { signed, snapshot: await signSnapshot(repository, { keys, now }) };
}
