import type { SourceProvenance } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { buildEnvironmentSchema, packageNamesSchema, programPathSchema } from '@rbee-internal/worker-entry';
import { z } from 'zod';
import { ProvisionError } from '../errors.js';

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const lockedSourceSchema = z.object({
  url: z.string(),
  digest: digestSchema.exactOptional(),
  commit: z.string().exactOptional(),
});

/** What is locked of one worker: the settings of its build, and by platform, such as `linux-x86_64`, its sources. */
export const lockedWorkerSchema = z
  .object({
    version: z.string(),
    pkgbuildDigest: digestSchema.describe('Digest of the PKGBUILD'),
    env: buildEnvironmentSchema.optional(),
    packages: packageNamesSchema.optional(),
    program: programPathSchema.optional(),
    platforms: z.record(z.string(), z.object({ sources: z.array(lockedSourceSchema).readonly() })),
  })
  .readonly();

/** What is locked of one worker. */
export type LockedWorker = z.infer<typeof lockedWorkerSchema>;

/** The name of a machine in a lockfile. */
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

function mismatch(workerId: string, difference: string): ProvisionError {
  return new ProvisionError({
    code: 'LOCK_MISMATCH',
    message: `${workerId} is not what the lockfile says: ${showForeign(difference)}.`,
    hint: 'If the change is wanted, install without the lockfile and lock again.',
  });
}
