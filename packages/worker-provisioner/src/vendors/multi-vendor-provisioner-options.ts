import type { Artifact, FilesystemCatalog, VendorSource } from '@rbee/artifact-catalog';
import { environmentSchema, functionSchema, objectWith, optionsSchema } from '@rbee-internal/check-options';
import { type Probe, probeSchema, programPathSchema } from '@rbee-internal/worker-entry';
import type { WorkerLaunch } from '@rbee-internal/worker-launch';
import { z } from 'zod';
import { milliseconds, sandboxModeSchema } from '../options/parts.js';

/** What a vendor downloaded. */
export interface VendorDownload {
  readonly id: string;
  readonly vendor: string;
  /** Where the file will be, in the artifact's folder; of a program what starts it. */
  readonly path: string;
  /** Bytes; of a program those of all its files. */
  readonly size: number;
  /** Of a program: `sha256:` digest of its file. */
  readonly digest?: string;
  /** Of a program: the digest of all its files, as `verifyTree` compares it. */
  readonly treeDigest?: string;
}

/** How a vendor's file becomes a program. */
export interface VendorProgram {
  /** The program in an archive: a file name, or a path in it. @default the only one, or the one called like the id */
  readonly name?: string | undefined;
  /** How it is shown to work. @default 'version' */
  readonly probe?: Probe | undefined;
  /** How it is started, for a probe that asks it something. @default by the fixed rule */
  readonly launch?: WorkerLaunch | undefined;
  /** The environment that its start gets a few variables of. @default none */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** What the start is confined in: `require` fails where there is no sandbox. @default 'prefer' */
  readonly sandbox?: 'require' | 'prefer' | 'off' | undefined;
  /** How long it may take to show that it works, in milliseconds. @default 20_000 */
  readonly probeMilliseconds?: number | undefined;
}

/** Options of `MultiVendorProvisioner`. */
export interface MultiVendorProvisionerOptions<T extends Artifact, Event> {
  readonly catalog: FilesystemCatalog<T>;
  /** In order of preference. */
  readonly vendors: readonly VendorSource<Event>[];
  /** The plain file name that an id's artifact gets. */
  readonly fileName: (id: string) => string;
  /**
   * The files are programs: an archive is unpacked, its program found, made executable and started once to show that it
   * works, and all of it has a digest. @default they are kept as they come
   */
  readonly program?: VendorProgram | undefined;
  /** Makes the catalog's entry. */
  readonly describe: (download: VendorDownload) => T;
}

type VendorProvisioner = MultiVendorProvisionerOptions<never, never>;

/** {@link MultiVendorProvisionerOptions}. */
export const multiVendorOptionsSchema = optionsSchema<VendorProvisioner>({
  catalog: objectWith<VendorProvisioner['catalog']>('a FilesystemCatalog', [
    'createStagingFolder',
    'promote',
  ]),
  vendors: z.array(
    objectWith<VendorProvisioner['vendors'][number]>('a VendorSource', ['supports', 'download']),
  ),
  fileName: functionSchema<VendorProvisioner['fileName']>(),
  program: z
    .strictObject({
      name: programPathSchema.optional(),
      probe: probeSchema.optional(),
      launch: objectWith<WorkerLaunch>('a WorkerLaunch', ['args']).optional(),
      env: environmentSchema.optional(),
      sandbox: sandboxModeSchema.optional(),
      probeMilliseconds: milliseconds,
    })
    .optional(),
  describe: functionSchema<VendorProvisioner['describe']>(),
});
