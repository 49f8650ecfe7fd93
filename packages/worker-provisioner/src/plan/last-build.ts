import type { WorkerBinary } from '@rbee/artifact-catalog';
import type { BuildSeen, WorkerMetadata } from '@rbee-internal/worker-entry';
import type { LastBuild } from './provision-plan.js';

/** What the last build of a worker took; one that only packaged the project's own program counts not. */
export function lastBuildOf(
  { id }: WorkerMetadata,
  artifacts: readonly WorkerBinary[],
): LastBuild | undefined {
  const builds = artifacts.flatMap(({ catalogId, version, provenance }) => {
    if (catalogId !== id || provenance?.buildCost === undefined || provenance.release !== undefined)
      return [];
    return [{ finishedAt: Date.parse(provenance.finishedAt), build: { version, ...provenance.buildCost } }];
  });
  return builds.sort((one, other) => other.finishedAt - one.finishedAt)[0]?.build;
}

/** What a build of this very variant took elsewhere, as the worker's entry says. */
export function buildSeenOf({ verified, backend }: WorkerMetadata): BuildSeen | undefined {
  const seen = verified?.build;
  return seen?.backend === undefined || seen.backend === backend ? seen : undefined;
}
