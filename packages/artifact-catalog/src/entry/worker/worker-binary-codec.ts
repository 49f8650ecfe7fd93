import { decodeLaunch, encodeLaunch } from '@rbee-internal/worker-launch';
import type { ArtifactCodec } from '../../contracts/artifact-codec.js';
import { decodeStored, withoutUndefined } from '../decode-stored.js';
import { fixedWorkerType, StoredWorkerBinary } from '../schema.js';
import type { RecordedBuildCost } from './package-facts.js';
import type { Provenance } from './provenance.js';
import type { WorkerBinary } from './worker-binary.js';

/**
 * Workers on disk. Reads the fixed form (`CpuLlm`, `Linux`, snake_case) and the later spellings (`cpu`, `linux`,
 * `available`, camelCase), and writes the fixed form.
 */
export const workerBinaryCodec: ArtifactCodec<WorkerBinary> = {
  decode(stored) {
    const { worker_type, catalog_id, added_at, tree_digest, launch, provenance, ...same } = decodeStored(
      StoredWorkerBinary,
      stored,
    );
    return withoutUndefined({
      ...same,
      package: same.package && withoutUndefined(same.package),
      workerType: worker_type,
      addedAt: added_at,
      catalogId: catalog_id,
      treeDigest: tree_digest,
      launch: launch && decodeLaunch(launch),
      provenance: provenance && decodeProvenance(provenance),
    });
  },
  encode(worker) {
    return withoutUndefined({
      id: worker.id,
      worker_type: fixedWorkerType(worker.workerType),
      platform: worker.platform,
      path: worker.path,
      size: worker.size,
      status: worker.status,
      version: worker.version,
      added_at: worker.addedAt,
      architecture: worker.architecture,
      catalog_id: worker.catalogId,
      digest: worker.digest,
      tree_digest: worker.treeDigest,
      launch: worker.launch && encodeLaunch(worker.launch),
      package: worker.package,
      provenance: worker.provenance && encodeProvenance(worker.provenance),
    });
  },
};

function decodeProvenance(stored: NonNullable<StoredWorkerBinary['provenance']>): Provenance {
  return withoutUndefined({
    origin: stored.origin,
    registrySignature: stored.registry_signature,
    pkgbuildDigest: stored.pkgbuild_digest,
    sources: stored.sources.map(({ signed_by, ...same }) =>
      withoutUndefined({ ...same, signedBy: signed_by }),
    ),
    startedAt: stored.started_at,
    finishedAt: stored.finished_at,
    guard: stored.guard,
    guardReason: stored.guard_reason,
    network: stored.network,
    release: stored.release,
    settings: stored.settings && withoutUndefined(stored.settings),
    machine: stored.machine,
    hosts: stored.hosts?.map(withoutUndefined),
    buildCost: stored.build_cost && decodeCost(stored.build_cost),
    store:
      stored.store &&
      withoutUndefined({ reference: stored.store.reference, signedBy: stored.store.signed_by }),
    installedBy: stored.installed_by,
  });
}

function encodeProvenance(provenance: Provenance): Record<string, unknown> {
  return withoutUndefined({
    origin: provenance.origin,
    registry_signature: provenance.registrySignature,
    pkgbuild_digest: provenance.pkgbuildDigest,
    sources: provenance.sources.map(({ url, digest, commit, signedBy }) =>
      withoutUndefined({ url, digest, commit, signed_by: signedBy }),
    ),
    started_at: provenance.startedAt,
    finished_at: provenance.finishedAt,
    guard: provenance.guard,
    guard_reason: provenance.guardReason,
    network: provenance.network,
    release: provenance.release,
    settings: provenance.settings,
    machine: provenance.machine,
    hosts: provenance.hosts,
    build_cost: provenance.buildCost && encodeCost(provenance.buildCost),
    store:
      provenance.store &&
      withoutUndefined({ reference: provenance.store.reference, signed_by: provenance.store.signedBy }),
    installed_by: provenance.installedBy,
  });
}

type StoredCost = NonNullable<NonNullable<StoredWorkerBinary['provenance']>['build_cost']>;

function decodeCost({ milliseconds, cpu_milliseconds, peak_memory_bytes }: StoredCost): RecordedBuildCost {
  return withoutUndefined({
    milliseconds,
    cpuMilliseconds: cpu_milliseconds,
    peakMemoryBytes: peak_memory_bytes,
  });
}

function encodeCost(cost: RecordedBuildCost): Record<string, unknown> {
  return withoutUndefined({
    milliseconds: cost.milliseconds,
    cpu_milliseconds: cost.cpuMilliseconds,
    peak_memory_bytes: cost.peakMemoryBytes,
  });
}
