import { describeManifest } from '../model/describe-manifest.js';
import { digestOf } from '../model/digest.js';
import { type Descriptor, isIndex, type Manifest, readManifest } from '../model/manifest.js';
import { referrersTag } from '../model/reference.js';
import { listedReferrers, listUnder, ownTag } from '../model/referrers-index.js';
import type { OciStore, StoreCall } from '../model/store.js';
import { hasBlob, readBlob } from './blobs.js';
import { type Connection, type ConnectOptions, connect, drop } from './connection.js';
import { bodyOf, getManifest, putManifest } from './manifests.js';
import { uploadBlob } from './upload.js';

export interface RegistryOptions extends ConnectOptions {
  /** A repository of the same registry whose blobs are mounted instead of being sent. @default none */
  readonly mountFrom?: string | undefined;
}

/**
 * A repository of an OCI registry. Nothing is asked before a call.
 * @example
 * const store = openRegistry({ reference: parseReference('oci://localhost:5000/workers'), fetch });
 */
export function openRegistry({ mountFrom, ...options }: RegistryOptions): OciStore {
  const connection = connect(options);
  const store: OciStore = {
    name: connection.name,
    hasBlob: (descriptor, call) => hasBlob(connection, descriptor, call),
    readBlob: (descriptor, call) => readBlob(connection, descriptor, call),
    async writeBlob(descriptor, content, call) {
      if (await hasBlob(connection, descriptor, call)) return 0;
      return uploadBlob(connection, { descriptor, content }, { ...call, mountFrom });
    },
    getManifest: (reference, call) => getManifest(connection, reference, call),
    async putManifest(stored, tag, call) {
      return (await putManifest(connection, stored, { ...call, tag })).descriptor;
    },
    async referrers(digest, call) {
      return (await askReferrers(connection, digest, call)) ?? listedReferrers(store, digest, call);
    },
    putReferrer: (manifest, call) => putReferrer({ store, connection }, manifest, call),
  };
  return store;
}

/** What the registry lists itself; `undefined` where it has no such list. */
async function askReferrers(
  connection: Connection,
  digest: string,
  call: StoreCall = {},
): Promise<readonly Descriptor[] | undefined> {
  const response = await connection.send(`referrers/${digest}`, { signal: call.signal });
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !type.includes('json')) {
    drop(response);
    return undefined;
  }
  const bytes = await bodyOf(connection, response, call.signal);
  const descriptor = { mediaType: type, digest: digestOf(bytes), size: bytes.length };
  const index = readManifest({ descriptor, bytes });
  return isIndex(index) ? index.manifests : undefined;
}

async function putReferrer(
  { store, connection }: { readonly store: OciStore; readonly connection: Connection },
  manifest: Manifest,
  call: StoreCall = {},
): Promise<Descriptor> {
  const stored = describeManifest(manifest);
  const tag = ownTag(stored.descriptor);
  const { descriptor, knowsSubject } = await putManifest(connection, stored, { ...call, tag });
  if (!knowsSubject && manifest.subject !== undefined)
    await listUnder(
      store,
      { tag: referrersTag(manifest.subject.digest), entry: descriptor, replaces: () => false },
      call,
    );
  return descriptor;
}
