import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describeTree, type TreeDescription, type WorkerBinary } from '@rbee/artifact-catalog';
import {
  type Descriptor,
  describeBlob,
  describeManifest,
  listUnder,
  MANIFEST_TYPE,
  type Manifest,
  type OciStore,
  ownTag,
} from '@rbee-internal/oci';
import { mapAtOnce } from '@rbee-internal/system/time';
import type { Attestations } from '../attest/attestations.js';
import { BUNDLE_TYPE, peekBundle } from '../attest/bundle.js';
import { readPortableRecord } from '../attest/portable-record.js';
import { attestationsOf } from './attested-worker.js';
import { groupFiles } from './group-files.js';
import { notPortable, writeLayer } from './layer.js';
import {
  ANNOTATIONS,
  CONTENT_TYPE,
  EMPTY_TYPE,
  FRAME_TYPE,
  LISTING_TYPE,
  RECORD_TYPE,
  WORKER_TYPE,
} from './media-types.js';
import { goPlatform } from './platform.js';
import { tellingStoreErrors } from './store-errors.js';
import { identityOfWorker, identityTag } from './substitute/build-identity.js';
import type { ExchangeCall, ExchangeContext, PushedWorker } from './types.js';

/** Layers that are made and sent at a time. */
const AT_ONCE = 2;

/** An installed worker, and where it goes. */
export interface PushInit extends ExchangeCall {
  readonly worker: WorkerBinary;
  readonly store: OciStore;
  /** What it is called there. */
  readonly tags: readonly string[];
}

/**
 * Puts an installed worker into a store: what the store has of it is not sent again. Its tags are set last, when all that
 * they lead to is there.
 *
 * @throws ProvisionError `NOT_PORTABLE`, `KEY_UNUSABLE`, `STORE_…`; the signal's reason
 */
export async function pushWorker(context: ExchangeContext, init: PushInit): Promise<PushedWorker> {
  const { worker, signal } = init;
  const folder = context.catalog.folderOf(worker.id);
  const description = await describeTree(folder, { signal });
  if (description.digest !== worker.treeDigest) throw notPortable('it is not as it was installed');
  const made = { worker, tree: folder, folder, description, signal };
  const attestations = await attestationsOf(made, context.signingKeyFile);
  const staging = await context.catalog.createStagingFolder({ signal });
  try {
    const given = { ...init, folder, description, attestations, staging: staging.path };
    return await tellingStoreErrors(() => push(given));
  } finally {
    await staging.dispose();
  }
}

interface PushJob extends PushInit {
  readonly folder: string;
  readonly description: TreeDescription;
  readonly attestations: Attestations;
  readonly staging: string;
}

async function push(job: PushJob): Promise<PushedWorker> {
  const { worker, store, attestations, signal } = job;
  let sentBytes = 0;
  const putBytes = async (text: string, mediaType: string) => {
    const bytes = Buffer.from(text);
    const descriptor = describeBlob(bytes, mediaType);
    sentBytes += await store.writeBlob(descriptor, () => once(bytes), { signal });
    return descriptor;
  };
  const config = await putBytes(attestations.record, RECORD_TYPE);
  const listing = await putBytes(job.description.listing, LISTING_TYPE);
  const content = await pushLayers(job, (bytes) => {
    sentBytes += bytes;
  });
  const manifest: Manifest = {
    ...{ schemaVersion: 2, mediaType: MANIFEST_TYPE, artifactType: WORKER_TYPE, config },
    layers: [listing, ...content],
    annotations: annotationsOf(job),
  };
  const stored = describeManifest(manifest);
  const subject = await store.putManifest(stored, ownTag(stored.descriptor), { signal });
  const empty = await putBytes('{}', EMPTY_TYPE);
  for (const bundle of attestations.bundles) {
    const layer = await putBytes(bundle, BUNDLE_TYPE);
    await store.putReferrer(referrerOf({ subject, empty, layer, bundle }), { signal });
  }
  const tags = await setTags(job, { ...stored.descriptor, platform: goPlatform(worker) });
  const signedBy = attestations.bundles.flatMap((bundle) => peekBundle(bundle)?.keyId ?? []);
  return {
    ...{ workerId: worker.id, digest: subject.digest, tags, sentBytes },
    signedBy: [...new Set(signedBy)],
  };
}

interface ReferrerInit {
  readonly subject: Descriptor;
  readonly empty: Descriptor;
  readonly layer: Descriptor;
  readonly bundle: string;
}

function referrerOf({ subject, empty, layer, bundle }: ReferrerInit): Manifest {
  const { mediaType, digest, size } = subject;
  return {
    ...{ schemaVersion: 2, mediaType: MANIFEST_TYPE, artifactType: BUNDLE_TYPE, config: empty },
    layers: [layer],
    subject: { mediaType, digest, size },
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': peekBundle(bundle)?.predicateType ?? '',
    },
  };
}

async function pushLayers(job: PushJob, onSent: (bytes: number) => void): Promise<readonly Descriptor[]> {
  const { folder, description, staging, store, onEvent } = job;
  const frame = description.entries.filter(({ type }) => type !== 'file');
  const groups = [
    { entries: frame, mediaType: FRAME_TYPE },
    ...groupFiles(description.entries).map((entries) => ({ entries, mediaType: CONTENT_TYPE })),
  ];
  const work = async ([index, group]: readonly [number, (typeof groups)[number]], signal: AbortSignal) => {
    const file = path.join(staging, `layer-${index}`);
    const descriptor = await writeLayer({ ...group, folder, file, signal });
    const { digest, size: bytes } = descriptor;
    const sent = await store.writeBlob(descriptor, () => createReadStream(file), { signal });
    onEvent?.({ type: sent === 0 ? 'layer-kept' : 'layer-start', digest, bytes });
    onSent(sent);
    await rm(file, { force: true });
    return descriptor;
  };
  return mapAtOnce([...groups.entries()], { concurrency: AT_ONCE, signal: job.signal }, work);
}

function annotationsOf({ worker, attestations }: PushJob): Readonly<Record<string, string>> {
  const identity = identityOfWorker(worker);
  const { requires } = readPortableRecord(attestations.record);
  return {
    'org.opencontainers.image.title': worker.catalogId ?? worker.id,
    'org.opencontainers.image.version': worker.version,
    ...(worker.provenance !== undefined && {
      'org.opencontainers.image.created': worker.provenance.finishedAt,
    }),
    [ANNOTATIONS.workerId]: worker.id,
    [ANNOTATIONS.tree]: worker.treeDigest ?? '',
    [ANNOTATIONS.requires]: JSON.stringify(requires),
    ...(identity !== undefined && { [ANNOTATIONS.identity]: identity }),
  };
}

/** A worker's own tags, and that of what it was built from. */
async function setTags({ worker, store, tags, signal }: PushJob, entry: Descriptor): Promise<string[]> {
  const identity = identityOfWorker(worker);
  const isSame = (other: Descriptor) =>
    JSON.stringify(other.platform) === JSON.stringify(entry.platform) &&
    other.annotations?.[ANNOTATIONS.identity] === entry.annotations?.[ANNOTATIONS.identity];
  const isPlatform = (other: Descriptor) => JSON.stringify(other.platform) === JSON.stringify(entry.platform);
  for (const tag of tags) await listUnder(store, { tag, entry, replaces: isPlatform }, { signal });
  if (identity === undefined) return [...tags];
  const tag = identityTag(identity);
  // Builds of the same inputs may ask for other versions of the C library: all of them are listed.
  const replaces = (other: Descriptor) =>
    isSame(other) && other.annotations?.[ANNOTATIONS.requires] === entry.annotations?.[ANNOTATIONS.requires];
  await listUnder(store, { tag, entry, replaces }, { signal });
  return [...tags, tag];
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
