import type { Artifact } from './artifact.js';
import type { CallOptions } from './call-options.js';

/** Options of a provisioning call. Every event it emits carries `jobId`. */
export interface ProvisionOptions<Event = unknown> extends CallOptions {
  readonly jobId: string;
  /** Called for each event, in order. What it throws ends the job. */
  readonly onEvent?: ((event: Event) => void) | undefined;
}

/** Makes an artifact from its id, without recording it in a catalog. */
export interface ArtifactProvisioner<T extends Artifact, Event = unknown> {
  supports(id: string): boolean;
  provision(id: string, options: ProvisionOptions<Event>): Promise<T>;
}
