import type { Artifact } from './artifact.js';

/** Translates one kind of artifact between memory and the `artifact` object of `metadata.json`. */
export interface ArtifactCodec<T extends Artifact> {
  /**
   * @param stored the parsed `artifact` object
   * @throws `INVALID_METADATA`, naming the bad field
   */
  decode(stored: unknown): T;
  encode(artifact: T): Record<string, unknown>;
}
