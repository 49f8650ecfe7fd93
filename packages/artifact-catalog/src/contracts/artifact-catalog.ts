import type { Artifact } from './artifact.js';
import type { CallOptions } from './call-options.js';

/**
 * A place that keeps artifacts. `get` and `remove` of what is not there reject with `NOT_FOUND`; an id that can
 * name no folder rejects with `INVALID_ID`.
 */
export interface ArtifactCatalog<T extends Artifact> {
  /** Records an artifact. @throws `ALREADY_EXISTS` for a recorded id. */
  add(artifact: T, options?: CallOptions): Promise<void>;
  /** Reads an artifact and sets its `last_accessed`. */
  get(id: string, options?: CallOptions): Promise<T>;
  /** All readable artifacts, sorted by id. What cannot be read is listed by `problems`. */
  list(options?: CallOptions): Promise<T[]>;
  /** Removes the record and the artifact's whole folder. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Whether the id is recorded. */
  contains(id: string, options?: CallOptions): Promise<boolean>;
  count(options?: CallOptions): Promise<number>;
  isEmpty(options?: CallOptions): Promise<boolean>;
}
