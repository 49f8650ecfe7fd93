import type { ProvisionOptions, VendorSource } from '@rbee/artifact-catalog';
import type { ModelEvent } from '../events.js';
import type { ResolvedModel, VendorCallOptions } from '../types.js';

/** What finds models in one place. */
export interface ResolvingVendor {
  readonly name: string;
  supports(reference: string): boolean;
  /**
   * Finds what a reference stands for now. It may ask servers, and fetches no weights.
   * @throws ModelCatalogError `MODEL_NOT_FOUND`, `FILE_NOT_FOUND`, `GATED` and others
   */
  resolve(reference: string, options?: VendorCallOptions): Promise<ResolvedModel>;
}

/**
 * One place that models can be had from. `download` is that of every vendor: it puts a model of one file at the
 * destination, and of several files makes a folder there. The catalog itself asks for `resolve` and fetches what it names.
 */
export interface ModelVendor extends ResolvingVendor, VendorSource<ModelEvent> {
  supports(reference: string): boolean;
  download(reference: string, destination: string, options: ProvisionOptions<ModelEvent>): Promise<number>;
}
