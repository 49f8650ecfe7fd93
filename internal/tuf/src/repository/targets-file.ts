import { createHash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SigningKey } from '@rbee-internal/signing';
import { replaceFile } from '@rbee-internal/system/files';
import { entryOf, expiryIn, SPEC_VERSION, signDocument, unsignedBecause } from './document.js';
import { RepositoryError } from './errors.js';
import { LIFETIMES } from './lifetimes.js';
import { readLatest, writeDocument } from './metadata-files.js';
import { requireRoot, type Signing } from './root-file.js';
import type { Delegations, RoleKeys, RootDocument, SignedDocument, TargetsDocument } from './types.js';

/** Targets of one role: clients take time that grows with their square. */
const MAX_TARGETS = 500;

/** What a role signs. */
export interface TargetsSigning {
  /** @default 'targets' */
  readonly role?: string | undefined;
  /** The files, by their target paths; `undefined` leaves those of the version before. */
  readonly files?: ReadonlyMap<string, Uint8Array> | undefined;
  /** @default those of the version before */
  readonly delegations?: Delegations | undefined;
  readonly keys: readonly SigningKey[];
  readonly now: Date;
}

/**
 * Signs what a role has: a new version where something changed or half of its time has passed, else the signatures of
 * further keys. It waits in `pending` until enough keys have signed.
 *
 * @throws RepositoryError `ARGUMENT_INVALID` for more than 500 files, or an unknown role; `KEY_MISSING`
 */
export async function signTargets(folder: string, signing: TargetsSigning): Promise<Signing> {
  const { role = 'targets', files, keys, now } = signing;
  if (files !== undefined && files.size > MAX_TARGETS) throw tooMany(role, files.size);
  const delegator = await delegatorOf(folder, role);
  const allowed = keysOf(delegator, role);
  const former = await newest(folder, role);
  const wanted = contentOf(former?.signed, signing);
  const keeps = former !== undefined && holdsStill(former.signed, wanted, now);
  const signers = keys.filter(({ id }) => allowed.keyids.includes(id));
  if (signers.length === 0 && !keeps) throw noKey(role);
  const version = keeps ? former.signed.version : (former?.signed.version ?? 0) + 1;
  const unsigned = keeps ? former : { signed: { ...headOf(version, now), ...wanted }, signatures: [] };
  const document = signDocument<TargetsDocument>(unsigned, signers);
  for (const [name, bytes] of files ?? []) await writeTarget(folder, name, bytes);
  const missing = unsignedBecause(delegator, role, document);
  const place = missing === undefined ? 'metadata' : 'pending';
  await writeDocument(folder, `${version}.${role}.json`, { document, place });
  return { role, version, missing };
}

type Delegator = SignedDocument<RootDocument> | SignedDocument<TargetsDocument>;

/** Who says which keys count for a role. */
async function delegatorOf(folder: string, role: string): Promise<Delegator> {
  if (role === 'targets') return requireRoot(folder);
  const targets = await newest(folder, 'targets');
  if (targets?.signed.delegations?.roles.some(({ name }) => name === role)) return targets;
  throw new RepositoryError({
    code: 'ARGUMENT_INVALID',
    message: `Nothing is delegated to ${role}.`,
    hint: 'The owner of the registry does that with: keys delegate.',
  });
}

/** Keys and threshold of a role. */
function keysOf({ signed }: Delegator, role: string): RoleKeys {
  if (signed._type === 'root') return signed.roles.targets;
  return signed.delegations?.roles.find(({ name }) => name === role) ?? { keyids: [], threshold: 1 };
}

/** The version that comes last, complete or not. */
async function newest(folder: string, role: string): Promise<SignedDocument<TargetsDocument> | undefined> {
  const [complete, pending] = [
    await readLatest<TargetsDocument>(folder, role),
    await readLatest<TargetsDocument>(folder, role, 'pending'),
  ];
  if (complete === undefined || pending === undefined) return pending ?? complete;
  return pending.signed.version > complete.signed.version ? pending : complete;
}

type Content = Pick<TargetsDocument, 'targets' | 'delegations'>;

function contentOf(former: TargetsDocument | undefined, { files, delegations }: TargetsSigning): Content {
  const sorted = [...(files ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const targets =
    files === undefined
      ? (former?.targets ?? {})
      : Object.fromEntries(sorted.map(([name, bytes]) => [name, entryOf(bytes)]));
  const kept = delegations ?? former?.delegations;
  return { targets, ...(kept !== undefined && { delegations: kept }) };
}

function holdsStill(former: TargetsDocument, wanted: Content, now: Date): boolean {
  const left = Date.parse(former.expires) - now.getTime();
  if (left < (LIFETIMES.targets / 2) * 86_400_000) return false;
  const has: Content = {
    targets: former.targets,
    ...(former.delegations !== undefined && { delegations: former.delegations }),
  };
  return isDeepStrictEqual(has, wanted);
}

function headOf(version: number, now: Date) {
  const expires = expiryIn(LIFETIMES.targets, now);
  return { _type: 'targets', spec_version: SPEC_VERSION, version, expires } as const;
}

async function writeTarget(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const { dir, base } = path.posix.parse(name);
  await replaceFile(path.join(folder, 'targets', dir, `${digest}.${base}`), bytes, { mode: 0o644 });
}

function tooMany(role: string, count: number): RepositoryError {
  return new RepositoryError({
    code: 'ARGUMENT_INVALID',
    message: `${role} would have ${count} files, and at most ${MAX_TARGETS} are signed by one role.`,
    hint: 'Delegate some of the workers to a role of their own: keys delegate.',
  });
}

function noKey(role: string): RepositoryError {
  return new RepositoryError({
    code: 'KEY_MISSING',
    message: `What ${role} signs has changed, and none of its keys is here.`,
    hint: 'Name the folder that has them with --keys.',
  });
}
