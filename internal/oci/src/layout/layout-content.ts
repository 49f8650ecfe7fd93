import { z } from 'zod';
import { digestOf } from '../model/digest.js';
import { OciError } from '../model/errors.js';
import { INDEX_TYPE, type Index, readManifest } from '../model/manifest.js';

/** The annotation of an index that names a manifest's tag, as skopeo and others write it. */
export const TAG_ANNOTATION = 'org.opencontainers.image.ref.name';

export const LAYOUT_FILE = 'oci-layout';
export const INDEX_FILE = 'index.json';
export const LAYOUT_TEXT = '{"imageLayoutVersion":"1.0.0"}';
const layoutSchema = z.looseObject({ imageLayoutVersion: z.string() });

export const EMPTY_INDEX: Index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [] };

/** Where the content of a digest is in a layout. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** @throws OciError `LAYOUT_INVALID` */
export function requireLayout(text: Uint8Array | undefined, where: string): void {
  try {
    if (text !== undefined && layoutSchema.safeParse(JSON.parse(Buffer.from(text).toString('utf8'))).success)
      return;
  } catch {
    // As malformed as another text.
  }
  throw new OciError({
    code: 'LAYOUT_INVALID',
    message: `${where} is no OCI image layout.`,
    hint: 'Name a file that rbee-hive export wrote, or the folder of a layout.',
  });
}

export function readIndex(bytes: Uint8Array): Index {
  const descriptor = { mediaType: INDEX_TYPE, digest: digestOf(bytes), size: bytes.length };
  const index = readManifest({ descriptor, bytes });
  return index.mediaType === INDEX_TYPE ? index : EMPTY_INDEX;
}
