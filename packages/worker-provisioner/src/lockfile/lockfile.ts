import { isDeepStrictEqual } from 'node:util';
import type { Provenance, SourceProvenance, WorkerBinary } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { ProvisionError } from '../errors.js';
import { type LockedWorker, lockedWorkerSchema, platformKey } from './locked-worker.js';

/** What `rbee.lock.json` holds: exactly which bytes each worker is made from, by the id that is asked for. */
export const lockfileSchema = z
  .object({
    lockfileVersion: z.literal(1),
    workers: z.record(z.string(), lockedWorkerSchema).readonly(),
  })
  .readonly();

/** What `rbee.lock.json` holds: exactly which bytes each worker is made from, by the id that is asked for. */
export type Lockfile = z.infer<typeof lockfileSchema>;

/**
 * Reads the parsed content of a lockfile.
 *
 * @throws ProvisionError `LOCK_INVALID`, naming the bad field
 * @example const lockfile = readLockfile(JSON.parse(text));
 */
export function readLockfile(content: unknown): Lockfile {
  const read = lockfileSchema.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ProvisionError({
    code: 'LOCK_INVALID',
    message: `The lockfile cannot be used: ${showForeign(`${issue?.path.join('.')}: ${issue?.message}`)}.`,
    hint: 'Restore it from version control, or delete it and lock again.',
  });
}

/**
 * Locks installed workers. What the previous lockfile says of other platforms stays, as long as recipe and settings are the same;
 * workers that are not given stay as they were.
 *
 * @example const lockfile = lockWorkers(await catalog.list());
 */
export function lockWorkers(workers: readonly WorkerBinary[], previous?: Lockfile): Lockfile {
  const locked = new Map(Object.entries(previous?.workers ?? {}));
  for (const worker of workers) {
    if (worker.provenance === undefined || worker.catalogId === undefined) continue;
    const { sources } = worker.provenance;
    const build = buildOf(worker.provenance);
    const { platforms: before = {}, version: _older, ...same } = locked.get(worker.catalogId) ?? {};
    const others = isDeepStrictEqual(same, build) ? before : {};
    const platforms = { ...others, [platformOf(worker)]: { sources: sources.map(withoutSigner) } };
    const { version } = worker;
    locked.set(worker.catalogId, { version, ...build, platforms: sorted(platforms) });
  }
  return { lockfileVersion: 1, workers: sorted(Object.fromEntries(locked)) };
}

/** Recipe and settings: what a worker is made by, whatever the platform. */
function buildOf({
  pkgbuildDigest,
  release,
  settings = {},
}: Provenance): Omit<LockedWorker, 'platforms' | 'version'> {
  const { env, packages, program, native } = settings;
  return {
    pkgbuildDigest,
    ...(release !== undefined && { release: { repository: release.repository, tag: release.tag } }),
    ...(env !== undefined && { env: sorted(env) }),
    ...(packages !== undefined && { packages }),
    ...(program !== undefined && { program }),
    ...(native === true && { native }),
  };
}

/** Bytes are locked by what they are, not by who vouched for them. */
function withoutSigner({ signedBy: _signedBy, ...source }: SourceProvenance): SourceProvenance {
  return source;
}

function platformOf(worker: WorkerBinary): string {
  return platformKey(worker.platform.toLowerCase(), worker.architecture ?? 'any');
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
