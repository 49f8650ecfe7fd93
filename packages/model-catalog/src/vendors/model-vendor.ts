import type { ProvisionOptions, VendorSource } from '@rbee/artifact-catalog';
import type { ModelEvent } from '../events.js';
import type { ResolvedModel, VendorCallOptions } from '../types.js';

/**
 * One place that models can be had from. `supports` and `download` are those of every vendor; the catalog itself only
 * asks for `resolve`, and fetches what it names.
 */
export interface ModelVendor extends VendorSource<ModelEvent> {
  /**
   * Finds what a reference stands for now. It may ask servers, and fetches no weights.
   * @throws ModelCatalogError `MODEL_NOT_FOUND`, `FILE_NOT_FOUND`, `GATED` and others
   */
  resolve(reference: string, options?: VendorCallOptions): Promise<ResolvedModel>;
}

/** Of a vendor's download: the job, and what the vendor needs to know besides. */
export type ModelDownloadOptions = ProvisionOptions<ModelEvent>;
