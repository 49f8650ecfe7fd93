import { digestOf } from './digest.js';
import {
  type Descriptor,
  type Index,
  isIndex,
  type Manifest,
  manifestBytes,
  type StoredManifest,
} from './manifest.js';

/** A manifest as it is stored, with what it is found by. */
export function describeManifest(manifest: Manifest | Index): StoredManifest {
  const bytes = manifestBytes(manifest);
  const artifactType = manifest.artifactType ?? (isIndex(manifest) ? undefined : manifest.config.mediaType);
  return {
    bytes,
    descriptor: {
      mediaType: manifest.mediaType,
      digest: digestOf(bytes),
      size: bytes.length,
      ...(artifactType !== undefined && { artifactType }),
      ...(manifest.annotations !== undefined && { annotations: manifest.annotations }),
    },
  };
}

/** What names some bytes as a blob. */
export function describeBlob(bytes: Uint8Array, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}
