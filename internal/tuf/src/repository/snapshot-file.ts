import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import type { SigningKey } from '@rbee-internal/signing';
import {
  entryOf,
  expiryIn,
  formatDocument,
  SPEC_VERSION,
  signDocument,
  unsignedBecause,
} from './document.js';
import { RepositoryError } from './errors.js';
import { LIFETIMES } from './lifetimes.js';
import { readDocument, readLatest, writeDocument } from './metadata-files.js';
import { requireRoot } from './root-file.js';
import type { SignedDocument, SnapshotDocument, TargetsDocument, TimestampDocument } from './types.js';

export interface SnapshotSigning {
  readonly keys: readonly SigningKey[];
  readonly now: Date;
}

/** What is served from now on. */
export interface Snapshot {
  /** The version of each role's metadata. */
  readonly versions: ReadonlyMap<string, number>;
  readonly timestampVersion: number;
  /** When clients stop taking it. */
  readonly expires: Date;
}

/**
 * Signs what belongs together: the newest complete metadata of every role, as a snapshot and a timestamp. The version
 * of the timestamp is raised every time, since clients ignore an equal one.
 *
 * @throws RepositoryError `INCOMPLETE` when targets are not signed, `KEY_MISSING`
 */
export async function signSnapshot(folder: string, { keys, now }: SnapshotSigning): Promise<Snapshot> {
  const root = await requireRoot(folder);
  const targets = await requireTargets(folder);
  const roles = await completeRoles(folder, targets);
  const formerSnapshot = await readLatest<SnapshotDocument>(folder, 'snapshot');
  const snapshot: SnapshotDocument = {
    _type: 'snapshot',
    spec_version: SPEC_VERSION,
    version: (formerSnapshot?.signed.version ?? 0) + 1,
    expires: expiryIn(LIFETIMES.snapshot, now),
    meta: Object.fromEntries(roles.map(([name, document]) => [`${name}.json`, metaOf(document)])),
  };
  const signedSnapshot = signWith(keys, root.signed.roles.snapshot.keyids, {
    signed: snapshot,
    signatures: [],
  });
  requireSigned(unsignedBecause(root, 'snapshot', signedSnapshot), 'snapshot');
  const timestamp: TimestampDocument = {
    _type: 'timestamp',
    spec_version: SPEC_VERSION,
    version: (await timestampVersion(folder)) + 1,
    expires: expiryIn(LIFETIMES.timestamp, now),
    meta: { 'snapshot.json': metaOf(signedSnapshot) },
  };
  const signed = signWith(keys, root.signed.roles.timestamp.keyids, { signed: timestamp, signatures: [] });
  requireSigned(unsignedBecause(root, 'timestamp', signed), 'timestamp');
  await writeDocument(folder, `${snapshot.version}.snapshot.json`, {
    document: signedSnapshot,
    place: 'metadata',
  });
  await writeDocument(folder, 'timestamp.json', { document: signed, place: 'metadata' });
  return {
    versions: new Map(roles.map(([name, document]) => [name, document.signed.version])),
    timestampVersion: timestamp.version,
    expires: new Date(timestamp.expires),
  };
}

function signWith<Signed extends SnapshotDocument | TimestampDocument>(
  keys: readonly SigningKey[],
  ids: readonly string[],
  document: SignedDocument<Signed>,
): SignedDocument<Signed> {
  return signDocument(
    document,
    keys.filter(({ id }) => ids.includes(id)),
  );
}

function metaOf(document: SignedDocument<TargetsDocument> | SignedDocument<SnapshotDocument>) {
  return { version: document.signed.version, ...entryOf(formatDocument(document)) };
}

type Named = readonly [string, SignedDocument<TargetsDocument>];

async function completeRoles(
  folder: string,
  targets: SignedDocument<TargetsDocument>,
): Promise<readonly Named[]> {
  const roles: Named[] = [['targets', targets]];
  for (const { name } of targets.signed.delegations?.roles ?? []) {
    const document = await readLatest<TargetsDocument>(folder, name);
    // What others have not signed yet, or no longer with current keys, is not served.
    if (document !== undefined && unsignedBecause(targets, name, document) === undefined)
      roles.push([name, document]);
  }
  return roles;
}

async function requireTargets(folder: string): Promise<SignedDocument<TargetsDocument>> {
  const targets = await readLatest<TargetsDocument>(folder, 'targets');
  if (targets === undefined) throw incomplete('targets', 'they are not signed by enough keys');
  const problem = unsignedBecause(await requireRoot(folder), 'targets', targets);
  if (problem !== undefined) throw incomplete('targets', problem);
  return targets;
}

function requireSigned(problem: string | undefined, role: string): void {
  if (problem === undefined) return;
  throw new RepositoryError({
    code: 'KEY_MISSING',
    message: `The ${role} cannot be signed: ${problem}.`,
    hint: 'Name the folder that has its keys with --keys.',
  });
}

function incomplete(role: string, problem: string): RepositoryError {
  return new RepositoryError({
    code: 'INCOMPLETE',
    message: `Nothing is published: of ${role}, ${problem}.`,
    hint: 'Who has another of its keys runs sign, too.',
  });
}

async function timestampVersion(folder: string): Promise<number> {
  try {
    const file = path.join(folder, 'metadata', 'timestamp.json');
    return (await readDocument<TimestampDocument>(file)).signed.version;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}
