import type { CallOptions, FilesystemCatalog, ModelEntry } from '@rbee/artifact-catalog';

/** What the models and all that belongs to them take on disk, in bytes. */
export interface DiskUsage {
  /** Every model with all its files, sorted by id; a referenced one takes its record alone. */
  readonly models: readonly { readonly id: string; readonly bytes: number }[];
  /** Downloads that are not complete: `prune` removes those that were given up. */
  readonly partialBytes: number;
  /** What calls are at work in, or left behind. */
  readonly stagingBytes: number;
}

export async function diskUsage(
  models: FilesystemCatalog<ModelEntry>,
  options: CallOptions,
): Promise<DiskUsage> {
  const { artifacts, own } = await models.usage(options);
  return { models: artifacts, partialBytes: own['@downloads'] ?? 0, stagingBytes: own['@staging'] ?? 0 };
}
