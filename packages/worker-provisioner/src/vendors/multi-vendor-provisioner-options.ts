import type { Artifact, FilesystemCatalog, VendorSource } from '@rbee/artifact-catalog';
import { functionSchema, objectWith, optionsSchema } from '@rbee-internal/check-options';
import { z } from 'zod';

/** What a vendor downloaded. */
export interface VendorDownload {
  readonly id: string;
  readonly vendor: string;
  /** Where the file will be, in the artifact's folder. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Options of `MultiVendorProvisioner`. */
export interface MultiVendorProvisionerOptions<T extends Artifact, Event> {
  readonly catalog: FilesystemCatalog<T>;
  /** In order of preference. */
  readonly vendors: readonly VendorSource<Event>[];
  /** The plain file name that an id's artifact gets. */
  readonly fileName: (id: string) => string;
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
  describe: functionSchema<VendorProvisioner['describe']>(),
});
