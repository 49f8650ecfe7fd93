import { requirementsSchema } from '@rbee-internal/hardware/requirements';
import { z } from 'zod';
import { probeSchema } from './probe.js';
import { programPathSchema } from './recipe-settings.js';

const place = z.string().min(1).max(64);

/**
 * A file's name in a release; `{tag}`, `{version}` (the tag without a leading `v`) and `{commit}` (the first seven digits
 * of the commit that the tag is at) are replaced.
 */
const assetName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9._+{}-]+$/, 'must be the name of a file of the release')
  .refine(
    (name) => !/[{}]/.test(name.replaceAll(/\{(?:tag|version|commit)\}/g, '')),
    'may only have the placeholders {tag}, {version} and {commit}',
  );

/** Where the project's own programs are; `requirements` is what a file may require of the hardware and the system. */
export function releaseSchemaOf<T extends z.ZodType>(requirements: T) {
  const asset = z.strictObject({
    name: assetName.describe('Its name; {tag}, {version} and {commit} are replaced'),
    with: z
      .array(assetName)
      .min(1)
      .max(8)
      .readonly()
      .optional()
      .describe('Files that are unpacked beside it'),
    platforms: z.array(place).min(1).max(16).readonly(),
    architectures: z.array(place).min(1).max(16).readonly(),
    backend: place.optional().describe('The variant that it is; without it, of every one'),
    requires: requirements.optional().describe('What it requires of the hardware and the system'),
  });

  return z.strictObject({
    repository: z
      .string()
      .max(200)
      .regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9_.-]+$/, 'must be owner/name')
      .describe('On GitHub'),
    tag: z
      .string()
      .min(1)
      .max(128)
      .regex(/^[\w.+*/-]+$/, 'must be a tag, or a pattern with "*"')
      .optional()
      .describe('A tag, or a pattern of which the newest is taken: b* (default: the latest release)'),
    prereleases: z.boolean().optional().describe('Whether a prerelease is taken too'),
    program: programPathSchema.describe('The program in the file: its name, or its path'),
    probe: probeSchema
      .optional()
      .describe('How this program is shown to work (default: as one that was built)'),
    assets: z.array(asset).min(1).max(64).readonly(),
  });
}

/** Where the project's own programs are. */
export const releaseSchema = releaseSchemaOf(requirementsSchema);

/**
 * Programs that a project publishes with its releases. No digest is written here: it is that of the release at the time
 * of the installation.
 */
export type WorkerRelease = Readonly<z.output<typeof releaseSchema>>;

/** One file of a release, and the machines that it is made for. */
export type ReleaseAsset = WorkerRelease['assets'][number];
