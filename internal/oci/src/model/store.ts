import type { Descriptor, Manifest, StoredManifest } from './manifest.js';

export interface StoreCall {
  readonly signal?: AbortSignal | undefined;
}

export interface ReadBlobCall extends StoreCall {
  /** Bytes that are there already. @default 0 */
  readonly from?: number | undefined;
}

/** Where content begins at a byte: it may be asked for again when a server has lost what it was sent. */
export type OpenContent = () => AsyncIterable<Uint8Array>;

/** A repository of a registry, or an OCI image layout. Every call rejects with its signal's reason. */
export interface OciStore {
  /** What it is called in messages. */
  readonly name: string;
  hasBlob(descriptor: Descriptor, call?: StoreCall): Promise<boolean>;
  /**
   * The bytes of a blob, at most as many as are declared. Whether they are those of the digest is known at the end: where
   * all of them are read it is compared here.
   */
  readBlob(descriptor: Descriptor, call?: ReadBlobCall): AsyncIterable<Uint8Array>;
  /** Puts a blob, unless it is there. @returns how many bytes were sent */
  writeBlob(descriptor: Descriptor, content: OpenContent, call?: StoreCall): Promise<number>;
  /** A manifest by tag or digest; `undefined` where there is none. Its digest is compared. */
  getManifest(reference: string, call?: StoreCall): Promise<StoredManifest | undefined>;
  /** Puts a manifest whose blobs are there. @returns its descriptor */
  putManifest(stored: StoredManifest, tag: string, call?: StoreCall): Promise<Descriptor>;
  /** What refers to a manifest, such as its attestations; by the API, else by the fallback tag. */
  referrers(digest: string, call?: StoreCall): Promise<readonly Descriptor[]>;
  /** Puts a manifest that refers to another, and lists it where the registry does not. */
  putReferrer(manifest: Manifest, call?: StoreCall): Promise<Descriptor>;
}
