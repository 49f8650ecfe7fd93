import type { CallOptions, FilesystemCatalog, WorkerBinary } from '@rbee/artifact-catalog';

/** The usable installed worker for an asked id that also matches. */
export function findInstalled(
  artifacts: readonly WorkerBinary[],
  workerId: string,
  matches: (artifact: WorkerBinary) => boolean,
): WorkerBinary | undefined {
  return artifacts.find(
    (artifact) => artifact.catalogId === workerId && artifact.status === 'Available' && matches(artifact),
  );
}

export interface SameRecipe extends CallOptions {
  readonly id: string;
  readonly pkgbuildDigest: string;
}

/** What this very recipe was installed as, whether or not its program is still there. */
export async function findSameRecipe(
  catalog: FilesystemCatalog<WorkerBinary>,
  { id, pkgbuildDigest, signal }: SameRecipe,
): Promise<WorkerBinary | undefined> {
  const artifacts = await catalog.list({ signal });
  return findInstalled(artifacts, id, ({ provenance }) => provenance?.pkgbuildDigest === pkgbuildDigest);
}
