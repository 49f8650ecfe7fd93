import type { SourceProvenance } from '@rbee/artifact-catalog';
import { showForeign } from '@rbee-internal/redact-url';
import { buildEnvironmentSchema, packageNamesSchema, programPathSchema } from '@rbee-internal/worker-entry';
import { z } from 'zod';
import { ProvisionError } from '../errors.js';
import type { EffectiveSettings } from '../recipe/effective-settings.js';

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
    release: z
      .object({ repository: z.string(), tag: z.string() })
      .exactOptional()
      .describe("The project's release that its program is from; the program's digest is that of the source"),
    env: buildEnvironmentSchema.exactOptional(),
    packages: packageNamesSchema.exactOptional(),
    program: programPathSchema.exactOptional(),
    native: z.literal(true).exactOptional(),
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

/**
 * The settings of a build that is locked: what is not set is as it is locked, and what is set must be the same.
 *
 * @throws ProvisionError `LOCK_MISMATCH`, naming the setting that differs
 */
export function lockedSettings(
  workerId: string,
  locked: LockedWorker,
  settings: EffectiveSettings,
): EffectiveSettings {
  const { env = {}, packages, program, native } = locked;
  const wanted = { ...env, ...settings.env };
  for (const [name, value] of Object.entries(wanted))
    requireSame(`the variable ${name} is`, value, env[name]);
  const list = (names: readonly string[] | undefined) => names?.join(', ');
  requireSame('its packages are', list(settings.packages ?? packages), list(packages));
  requireSame('its program is', settings.program ?? program, program);
  const yes = (flag: boolean | undefined) => (flag === true ? 'yes' : undefined);
  requireSame('optimized for this machine is', yes(settings.native ?? native), yes(native));
  return {
    ...settings,
    ...(Object.keys(wanted).length > 0 && { env: wanted }),
    ...(packages !== undefined && { packages }),
    ...(program !== undefined && { program }),
    ...(native !== undefined && { native }),
  };

  function requireSame(what: string, value: string | undefined, expected: string | undefined): void {
    if (value === expected) return;
    const [is, isLocked] = [value, expected].map((text) => (text === undefined ? 'none' : `"${text}"`));
    throw mismatch(workerId, `${what} ${is}, but ${isLocked} is locked`);
  }
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
