import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact, ArtifactProvisioner, ProvisionOptions, VendorSource } from '@rbee/artifact-catalog';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import { requireOptions } from '../options/check-options.js';
import { installProgram } from './install-program.js';
import {
  type MultiVendorProvisionerOptions,
  multiVendorOptionsSchema,
  type VendorDownload,
  type VendorProgram,
} from './multi-vendor-provisioner-options.js';

/** Routes an id to the first vendor that supports it and puts what it downloads into the catalog's folder, unrecorded. */
export class MultiVendorProvisioner<T extends Artifact, Event = unknown>
  implements ArtifactProvisioner<T, Event>
{
  readonly #options: MultiVendorProvisionerOptions<T, Event>;

  /** @throws ProvisionError `INVALID_OPTIONS` */
  constructor(options: MultiVendorProvisionerOptions<T, Event>) {
    requireOptions('MultiVendorProvisioner', multiVendorOptionsSchema, options);
    this.#options = options;
  }

  /**
   * Whether one of the vendors brings what has this id.
   * @example
   * ```ts
   * if (provisioner.supports('shop:tiny')) console.log('a vendor brings it');
   * ```
   */
  supports(id: string): boolean {
    return this.#options.vendors.some((vendor) => vendor.supports(id));
  }

  /**
   * @throws ProvisionError `NO_VENDOR`, `DOWNLOAD_INCOMPLETE`; and what the vendor throws
   * @example
   * ```ts
   * await catalog.add(await provisioner.provision('shop:tiny', { jobId: 'job-1', signal }));
   * ```
   */
  async provision(id: string, options: ProvisionOptions<Event>): Promise<T> {
    const { catalog, fileName, describe } = this.#options;
    options.signal?.throwIfAborted();
    const vendor = this.#vendorFor(id);
    const staging = await catalog.createStagingFolder({ signal: options.signal });
    try {
      const name = fileName(id);
      const staged = joinInside(staging.path, name);
      if (staged === undefined)
        throw new TypeError(`fileName(${JSON.stringify(id)}) is not a plain file name`);
      const size = await vendor.download(id, staged, options);
      await requireSize(staged, { vendor: vendor.name, id, size });
      const download = { id, vendor: vendor.name };
      const { program } = this.#options;
      if (program !== undefined) return await this.#placeProgram(staged, { download, program, options });
      const artifact = describe({ ...download, path: path.join(catalog.folderOf(id), name), size });
      await catalog.promote(staging.path, artifact, { record: false, signal: options.signal });
      return artifact;
    } finally {
      await staging.dispose();
    }
  }

  async #placeProgram(file: string, { download, program, options }: Placing<Event>): Promise<T> {
    const { catalog, describe } = this.#options;
    const { signal } = options;
    const work = await catalog.createStagingFolder({ signal });
    try {
      const { id } = download;
      const installed = await installProgram({ file, workDir: work.path, id, program, signal });
      const { tree, start, ...facts } = installed;
      const artifact = describe({ ...download, ...facts, path: path.join(catalog.folderOf(id), start) });
      await catalog.promote(tree, artifact, { record: false, signal });
      return artifact;
    } finally {
      await work.dispose();
    }
  }

  #vendorFor(id: string): VendorSource<Event> {
    const { vendors } = this.#options;
    const vendor = vendors.find((candidate) => candidate.supports(id));
    if (vendor !== undefined) return vendor;
    throw new ProvisionError({
      code: 'NO_VENDOR',
      message: `No vendor supports ${JSON.stringify(showForeign(id))}.`,
      hint:
        vendors.length === 0
          ? 'No vendor is configured.'
          : `Asked: ${vendors.map(({ name }) => name).join(', ')}.`,
    });
  }
}

interface Placing<Event> {
  readonly download: Pick<VendorDownload, 'id' | 'vendor'>;
  readonly program: VendorProgram;
  readonly options: ProvisionOptions<Event>;
}

async function requireSize(
  file: string,
  { vendor, id, size }: { vendor: string; id: string; size: number },
): Promise<void> {
  const found = (await stat(file)).size;
  if (found === size) return;
  throw new ProvisionError({
    code: 'DOWNLOAD_INCOMPLETE',
    message: `${vendor} said that ${showForeign(id)} has ${size} bytes, but ${found} arrived.`,
    hint: 'Try again.',
  });
}
