import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import type { CacheUsage, SourceCache } from '@rbee/worker-provisioner';

/** What the workers and everything of theirs take on disk, in bytes. */
export interface DiskUsage {
  /** Every installed worker with all its files, sorted by id. */
  readonly workers: readonly { readonly id: string; readonly bytes: number }[];
  /** The sources that are kept for the next time; `pruneCache` removes some. */
  readonly sources: CacheUsage;
  /** All of the caches: the sources, and the copies of the registry's responses. */
  readonly cacheBytes: number;
  /** What running installations use, and what dead ones left behind, which `repair` removes. */
  readonly stagingBytes: number;
}

export interface DiskUsageParts {
  readonly artifacts: FilesystemCatalog<WorkerBinary>;
  readonly sourceCache: SourceCache;
}

export async function diskUsage(
  { artifacts, sourceCache }: DiskUsageParts,
  options?: CallOptions,
): Promise<DiskUsage> {
  const [{ artifacts: workers, own }, sources] = await Promise.all([
    artifacts.usage(options),
    sourceCache.usage(options),
  ]);
  return { workers, sources, cacheBytes: own['@cache'] ?? 0, stagingBytes: own['@staging'] ?? 0 };
}
