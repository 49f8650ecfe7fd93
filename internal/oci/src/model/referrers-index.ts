import { describeManifest } from './describe-manifest.js';
import { OciError } from './errors.js';
import { type Descriptor, INDEX_TYPE, isIndex, type Manifest, readManifest } from './manifest.js';
import { referrersTag, tagOf } from './reference.js';
import type { OciStore, StoreCall } from './store.js';
import { takeTurns } from './take-turns.js';

type Manifests = Pick<OciStore, 'name' | 'getManifest' | 'putManifest'>;

/** Referrers that are listed; who has more has no use of them. */
const MAX_REFERRERS = 256;
const ATTEMPTS = 5;

/** What the index under a digest's fallback tag lists. */
export async function listedReferrers(
  store: Manifests,
  digest: string,
  call?: StoreCall,
): Promise<readonly Descriptor[]> {
  return (await listOf(store, referrersTag(digest), call)).slice(0, MAX_REFERRERS);
}

async function listOf(store: Manifests, tag: string, call?: StoreCall): Promise<readonly Descriptor[]> {
  const stored = await store.getManifest(tag, call);
  const index = stored && readManifest(stored);
  return index !== undefined && isIndex(index) ? index.manifests : [];
}

/** Puts a manifest that refers to another, under a tag of its own: what has none may be collected as garbage. */
export async function putTagged(store: Manifests, manifest: Manifest, call?: StoreCall): Promise<Descriptor> {
  const stored = describeManifest(manifest);
  return store.putManifest(stored, ownTag(stored.descriptor), call);
}

/** The tag that keeps a manifest from being collected. */
export function ownTag({ digest }: Descriptor): string {
  return tagOf(`keep-${digest}`);
}

/** Lists a manifest in the index of a tag, in place of those that it replaces. */
export async function listUnder(
  store: Manifests,
  { tag, entry, replaces }: ListEntry,
  call?: StoreCall,
): Promise<void> {
  await takeTurns(`${store.name}:${tag}`, async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await listOf(store, tag, call);
      if (before.some(({ digest }) => digest === entry.digest) && attempt > 0) return;
      const others = before.filter((other) => other.digest !== entry.digest && !replaces(other));
      const manifests = [...others.slice(-(MAX_REFERRERS - 1)), entry];
      const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests } as const;
      await store.putManifest(describeManifest(index), tag, call);
      // Another machine may have written at the same time, and no registry refuses the second.
      if ((await listOf(store, tag, call)).some(({ digest }) => digest === entry.digest)) return;
    }
    throw new OciError({
      code: 'PROTOCOL',
      message: `The tag ${tag} of ${store.name} does not keep what is put there.`,
      hint: 'Others may write to it at the same time: try again.',
      isPassing: true,
    });
  });
}

export interface ListEntry {
  readonly tag: string;
  readonly entry: Descriptor;
  /** Whether an entry makes way for the new one. */
  readonly replaces: (other: Descriptor) => boolean;
}
