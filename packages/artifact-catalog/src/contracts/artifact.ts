/** Whether an artifact can be used. The values are those of `metadata.json`. */
export type ArtifactStatus = 'Available' | 'Downloading' | { readonly Failed: { readonly error: string } };

/** What every kind of artifact has. Times are RFC 3339 text, sizes are bytes, paths are absolute. */
export interface Artifact {
  /** Unique in its catalog and opaque to it: `llm-worker-rbee-cpu-v0.1.0-linux`, `meta-llama/Llama-2-7b`. */
  readonly id: string;
  /** The program or file, inside the artifact's own folder. */
  readonly path: string;
  /** Bytes of the artifact: of its whole tree where it has one, else of what `path` names. */
  readonly size: number;
  readonly status: ArtifactStatus;
  readonly addedAt: string;
}
