import type { SourceProvenance, WorkerBinary } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { ProvisionError } from './errors.js';

/** What `rbee.lock.json` holds: exactly which bytes each worker is made from. */
export interface Lockfile {
  readonly lockfileVersion: 1;
  /** By the id that is asked for. */
  readonly workers: Readonly<Record<string, LockedWorker>>;
}

export interface LockedWorker {
  readonly version: string;
  /** `sha256:` digest of the PKGBUILD. */
  readonly pkgbuildDigest: string;
  /** By platform, such as `linux-x86_64`: the sources in the recipe's order. */
  readonly platforms: Readonly<Record<string, { readonly sources: readonly SourceProvenance[] }>>;
}

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What is locked of one worker. */
export const StoredLockedWorker = z.object({
  version: z.string(),
  pkgbuildDigest: Digest,
  platforms: z.record(
    z.string(),
    z.object({
      sources: z.array(
        z.object({ url: z.string(), digest: Digest.optional(), commit: z.string().optional() }),
      ),
    }),
  ),
});

const StoredLockfile = z.object({
  lockfileVersion: z.literal(1),
  workers: z.record(z.string(), StoredLockedWorker),
});

/**
 * Reads the parsed content of a lockfile.
 *
 * @throws ProvisionError `LOCK_INVALID`, naming the bad field
 */
export function readLockfile(content: unknown): Lockfile {
  const read = StoredLockfile.safeParse(content);
  // The schema's optional members may be present and undefined in its type; JSON has no undefined.
  if (read.success) return read.data as Lockfile;
  const [issue] = read.error.issues;
  throw new ProvisionError({
    code: 'LOCK_INVALID',
    message: `The lockfile cannot be used: ${showForeign(`${issue?.path.join('.')}: ${issue?.message}`)}.`,
    hint: 'Restore it from version control, or write it anew.',
  });
}

/**
 * Locks installed workers. What the previous lockfile says of other platforms stays, as long as the recipe is the same;
 * workers that are not given stay as they were.
 */
export function lockWorkers(workers: readonly WorkerBinary[], previous?: Lockfile): Lockfile {
  const locked = new Map(Object.entries(previous?.workers ?? {}));
  for (const worker of workers) {
    if (worker.provenance === undefined || worker.catalogId === undefined) continue;
    const { pkgbuildDigest, sources } = worker.provenance;
    const before = locked.get(worker.catalogId);
    const others = before?.pkgbuildDigest === pkgbuildDigest ? before.platforms : {};
    const platforms = { ...others, [platformOf(worker)]: { sources: sources.map(withoutSigner) } };
    locked.set(worker.catalogId, { version: worker.version, pkgbuildDigest, platforms: sorted(platforms) });
  }
  return { lockfileVersion: 1, workers: sorted(Object.fromEntries(locked)) };
}

/** Bytes are locked by what they are, not by who vouched for them. */
function withoutSigner({ signedBy: _signedBy, ...source }: SourceProvenance): SourceProvenance {
  return source;
}

/** How a lockfile calls a machine. */
export function platformKey(os: string, architecture: string): string {
  return `${os}-${architecture}`;
}

/** @throws ProvisionError `LOCK_MISMATCH` when the recipe is not the locked one */
export function requireLockedRecipe(workerId: string, locked: LockedWorker, pkgbuildDigest: string): void {
  if (locked.pkgbuildDigest === pkgbuildDigest) return;
  throw mismatch(workerId, `its PKGBUILD is ${pkgbuildDigest}, but ${locked.pkgbuildDigest} is locked`);
}

export interface LockedSources {
  readonly workerId: string;
  readonly platform: string;
  readonly sources: readonly SourceProvenance[];
}

/** @throws ProvisionError `LOCK_MISMATCH` when a source is not the locked one */
export function requireLockedSources(
  locked: LockedWorker,
  { workerId, platform, sources }: LockedSources,
): void {
  const expected = locked.platforms[platform]?.sources;
  if (expected === undefined) throw mismatch(workerId, `nothing is locked for ${platform}`);
  if (expected.length !== sources.length) {
    throw mismatch(workerId, `it has ${sources.length} sources, but ${expected.length} are locked`);
  }
  for (const [index, source] of sources.entries()) {
    const wanted = expected[index];
    if (wanted === undefined || identityOf(wanted) === identityOf(source)) continue;
    throw mismatch(workerId, `a source is ${identityOf(source)}, but ${identityOf(wanted)} is locked`);
  }
}

function identityOf({ url, digest, commit }: SourceProvenance): string {
  return [url, digest ?? commit].join(' ');
}

function platformOf(worker: WorkerBinary): string {
  return platformKey(worker.platform.toLowerCase(), worker.architecture ?? 'any');
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mismatch(workerId: string, difference: string): ProvisionError {
  return new ProvisionError({
    code: 'LOCK_MISMATCH',
    message: `${workerId} is not what the lockfile says: ${showForeign(difference)}.`,
    hint: 'If the change is wanted, install without the lockfile and lock again.',
  });
}
