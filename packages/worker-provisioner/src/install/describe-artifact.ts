import path from 'node:path';
import {
  type Provenance,
  type TreeDescription,
  type WorkerBinary,
  type WorkerType,
  workerArtifactId,
} from '@rbee/artifact-catalog';
import { type WorkerMetadata, workerTypeOf } from '@rbee-internal/worker-entry';
import packageJson from '../../package.json' with { type: 'json' };
import { PLATFORM_NAMES } from '../target/platform-names.js';
import type { PackedJob } from './provision-job.js';

/** What a record says beside what the job knows. */
export interface ArtifactFacts {
  readonly tree: TreeDescription;
  readonly now: Date;
  /** The folder that an artifact's id is kept in. */
  readonly folderOf: (id: string) => string;
}

/** The record of a worker that was built. */
export function describeArtifact(job: PackedJob, { tree, now, folderOf }: ArtifactFacts): WorkerBinary {
  const { worker, recipe, installed, version, host } = job;
  const platform = PLATFORM_NAMES[host.os];
  const id = workerArtifactId({ catalogId: worker.id, version, platform });
  const entry = tree.entries.find(({ path: name }) => name === installed.start);
  return {
    id,
    workerType: worker.workerType ?? typeFromId(worker),
    platform,
    path: path.join(folderOf(id), installed.start),
    size: tree.bytes,
    status: 'Available',
    version,
    addedAt: now.toISOString(),
    architecture: recipe.plan.architecture,
    catalogId: worker.id,
    ...(entry?.type === 'file' && { digest: entry.digest }),
    treeDigest: tree.digest,
    provenance: describeProvenance(job, now),
  };
}

function describeProvenance(job: PackedJob, now: Date): Provenance {
  const { request, worker, pkgbuildDigest, startedAt, sources, guard } = job;
  return {
    origin: request.registry.originOf?.(worker) ?? request.registry.origin,
    pkgbuildDigest,
    sources,
    startedAt: startedAt.toISOString(),
    finishedAt: now.toISOString(),
    guard: guard.guard,
    ...(guard.guardReason !== undefined && { guardReason: guard.guardReason }),
    network: request.network === true || guard.guard === 'none',
    installedBy: `${packageJson.name} ${packageJson.version}`,
  };
}

/** The last word of the id, where metadata has no type: `llm-worker-rbee-cuda` is a CUDA worker. */
function typeFromId(worker: WorkerMetadata): WorkerType {
  const word = worker.id.split('-').at(-1) ?? '';
  const known = workerTypeOf(word);
  return known === word ? 'Unknown' : known;
}
