import type { ProvisionOptions } from './artifact-provisioner.js';

/** One place that artifacts can be downloaded from. */
export interface VendorSource<Event = unknown> {
  readonly name: string;
  supports(id: string): boolean;
  /** Puts the artifact at the path `destination` and returns how many bytes it wrote. */
  download(id: string, destination: string, options: ProvisionOptions<Event>): Promise<number>;
}
