import { isDeepStrictEqual } from 'node:util';
import { explainVariants, type HardwareSnapshot } from '@rbee-internal/hardware';
import { type Descriptor, isIndex, type Manifest, type OciStore, readManifest } from '@rbee-internal/oci';
import { MAX_RECORD_BYTES, type PortableRecord, readPortableRecord } from '../attest/portable-record.js';
import { ProvisionError } from '../errors.js';
import { RECORD_TYPE, WORKER_TYPE } from './media-types.js';
import { goPlatform } from './platform.js';
import { notAWorker, readArtifact, readTextBlob } from './read-blob.js';

/** A worker that a store has, before anything of its tree is fetched. */
export interface OfferedWorker {
  readonly store: OciStore;
  /** Of its manifest. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly recordText: string;
  readonly record: PortableRecord;
}

/** Builds of one tag that are looked into. */
const MAX_OFFERS = 32;

/** What is looked for. */
export interface OfferSearch {
  /** A tag or a digest. */
  readonly reference: string;
  readonly hardware: HardwareSnapshot;
  readonly signal?: AbortSignal | undefined;
}

/** Everything that a tag or digest leads to and that is for this platform, and why what is not taken does not run here. */
export async function findOffers(
  store: OciStore,
  { reference, hardware, signal }: OfferSearch,
): Promise<{ readonly usable: readonly OfferedWorker[]; readonly reasons: readonly string[] }> {
  const usable: OfferedWorker[] = [];
  const reasons: string[] = [];
  for (const digest of await candidates(store, { reference, hardware, signal })) {
    const offer = await readOffer(store, digest, signal);
    const problem = offer === undefined ? undefined : machineProblem(offer, hardware);
    if (offer === undefined) continue;
    if (problem === undefined) usable.push(offer);
    else reasons.push(problem);
  }
  return { usable, reasons };
}

async function candidates(
  store: OciStore,
  { reference, hardware, signal }: OfferSearch,
): Promise<readonly string[]> {
  const stored = await store.getManifest(reference, { signal });
  if (stored === undefined) return [];
  const manifest = readManifest(stored);
  if (!isIndex(manifest)) return [stored.descriptor.digest];
  const platform = platformOf(hardware);
  const fitting = manifest.manifests.filter(
    (entry) =>
      entry.platform === undefined ||
      isDeepStrictEqual(
        { os: entry.platform.os, architecture: entry.platform.architecture },
        { os: platform.os, architecture: platform.architecture },
      ),
  );
  // The newest is the last.
  return fitting
    .slice(-MAX_OFFERS)
    .reverse()
    .map(({ digest }) => digest);
}

function platformOf({ os, architecture }: HardwareSnapshot) {
  const platform = ({ linux: 'Linux', macos: 'MacOS', windows: 'Windows' } as const)[os.value];
  return goPlatform({ platform, architecture: architecture.value });
}

async function readOffer(
  store: OciStore,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<OfferedWorker | undefined> {
  const found = await readArtifact(store, digest, signal);
  if (found === undefined) return undefined;
  const { manifest } = found;
  if (manifest.artifactType !== WORKER_TYPE || manifest.config.mediaType !== RECORD_TYPE)
    throw notAWorker(store, `its kind is ${manifest.artifactType ?? manifest.config.mediaType}`);
  const recordText = await readTextBlob(store, manifest.config, { maxBytes: MAX_RECORD_BYTES, signal });
  return { store, ...found, recordText, record: readPortableRecord(recordText) };
}

/** Why it would not run on this machine. */
function machineProblem({ record }: OfferedWorker, hardware: HardwareSnapshot): string | undefined {
  const { worker, requires } = record;
  const backend = /^(Cpu|Cuda|Metal|Rocm|Vulkan)Llm$/.exec(worker.workerType)?.[1]?.toLowerCase();
  const variant = {
    id: worker.catalogId ?? worker.id,
    ...(backend !== undefined && { backend }),
    platforms: [{ Linux: 'linux', MacOS: 'macos', Windows: 'windows' }[worker.platform]],
    architectures: [worker.architecture ?? 'any'],
    requires,
  };
  const { variants } = explainVariants([variant], hardware, { allowCpuFallback: true });
  const [judged] = variants;
  if (judged === undefined || judged.verdict === 'usable') return undefined;
  return judged.reasons.map(({ message }) => message).join(' ');
}

/** @throws ProvisionError `NOT_IN_STORE`, `HARDWARE_UNSUPPORTED` */
export function requireOffer(
  { usable, reasons }: Awaited<ReturnType<typeof findOffers>>,
  { name, reference }: { readonly name: string; readonly reference: string },
): OfferedWorker {
  const [offer] = usable;
  if (offer !== undefined) return offer;
  if (reasons.length > 0)
    throw new ProvisionError({
      code: 'HARDWARE_UNSUPPORTED',
      message: `What ${name} has as ${reference} does not run on this machine: ${reasons[0]}`,
      hint: 'Build it here, or push one that was built on an older system.',
    });
  throw new ProvisionError({
    code: 'NOT_IN_STORE',
    message: `${name} has no worker ${reference} for this platform.`,
    hint: 'Look at its tags, or push the worker from a machine of this platform.',
  });
}
