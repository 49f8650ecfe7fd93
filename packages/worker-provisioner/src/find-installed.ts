import type { WorkerBinary } from '@rbee/artifact-catalog';

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

/** What this very recipe was installed as, whether or not its program is still there. */
export function findSameRecipe(
  artifacts: readonly WorkerBinary[],
  workerId: string,
  pkgbuildDigest: string,
): WorkerBinary | undefined {
  return findInstalled(
    artifacts,
    workerId,
    ({ provenance }) => provenance?.pkgbuildDigest === pkgbuildDigest,
  );
}
