import { decodeStored, withoutUndefined } from './decode-stored.js';
import { fixedWorkerType, StoredWorkerBinary } from './schema.js';
import type { ArtifactCodec, Provenance, WorkerBinary } from './types.js';

/**
 * Workers on disk. Reads the fixed form (`CpuLlm`, `Linux`, snake_case) and the later spellings (`cpu`, `linux`,
 * `available`, camelCase), and writes the fixed form.
 */
export const workerBinaryCodec: ArtifactCodec<WorkerBinary> = {
  decode(stored) {
    const { worker_type, catalog_id, added_at, provenance, ...same } = decodeStored(
      StoredWorkerBinary,
      stored,
    );
    return withoutUndefined({
      ...same,
      workerType: worker_type,
      addedAt: added_at,
      catalogId: catalog_id,
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
      provenance: worker.provenance && encodeProvenance(worker.provenance),
    });
  },
};

function decodeProvenance(stored: NonNullable<StoredWorkerBinary['provenance']>): Provenance {
  return {
    origin: stored.origin,
    pkgbuildDigest: stored.pkgbuild_digest,
    sources: stored.sources.map(withoutUndefined),
    startedAt: stored.started_at,
    finishedAt: stored.finished_at,
    ...(stored.guard !== undefined && { guard: stored.guard }),
    installedBy: stored.installed_by,
  };
}

function encodeProvenance(provenance: Provenance): Record<string, unknown> {
  return {
    origin: provenance.origin,
    pkgbuild_digest: provenance.pkgbuildDigest,
    sources: provenance.sources.map(({ url, digest, commit }) => withoutUndefined({ url, digest, commit })),
    started_at: provenance.startedAt,
    finished_at: provenance.finishedAt,
    ...(provenance.guard !== undefined && { guard: provenance.guard }),
    installed_by: provenance.installedBy,
  };
}
