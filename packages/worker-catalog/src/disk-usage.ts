import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';
import type { CacheUsage, FailedBuilds, SourceCache } from '@rbee/worker-provisioner';

/** What the workers and everything of theirs take on disk, in bytes. */
export interface DiskUsage {
  /** Every installed worker with all its files, sorted by id. */
  readonly workers: readonly { readonly id: string; readonly bytes: number }[];
  /** The sources that are kept for the next time; `pruneCache` removes some. */
  readonly sources: CacheUsage;
  /** The folders of builds that failed and are kept; `pruneFailedBuilds` removes them. */
  readonly failedBuilds: { readonly count: number; readonly bytes: number };
  /** All of the caches: the sources, failed builds, and the copies of the registry's responses. */
  readonly cacheBytes: number;
  /** What running installations use, and what dead ones left behind, which `repair` removes. */
  readonly stagingBytes: number;
}

export interface DiskUsageParts {
  readonly artifacts: FilesystemCatalog<WorkerBinary>;
  readonly sourceCache: SourceCache;
  readonly failedBuilds: FailedBuilds;
}

export async function diskUsage(
  { artifacts, sourceCache, failedBuilds }: DiskUsageParts,
  options?: CallOptions,
): Promise<DiskUsage> {
  const [{ artifacts: workers, own }, sources, failed] = await Promise.all([
    artifacts.usage(options),
    sourceCache.usage(options),
    failedBuilds.list(options),
  ]);
  return {
    ...{ workers, sources, cacheBytes: own['@cache'] ?? 0, stagingBytes: own['@staging'] ?? 0 },
    failedBuilds: { count: failed.length, bytes: failed.reduce((sum, { bytes }) => sum + bytes, 0) },
  };
}
