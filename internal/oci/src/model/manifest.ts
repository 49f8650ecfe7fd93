import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';
import { isDigest } from './digest.js';
import { OciError } from './errors.js';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** What registries bound a manifest by, too. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Layers of a manifest, and manifests of an index. */
const MAX_DESCRIPTORS = 4_096;
const MAX_ANNOTATION = 64 * 1024;

const mediaType = z.string().min(1).max(255);
const annotations = z.record(z.string().max(512), z.string().max(MAX_ANNOTATION));

const descriptorSchema = z.object({
  mediaType,
  digest: z.string().refine(isDigest, 'must be a sha256 digest'),
  size: z.int().nonnegative(),
  artifactType: mediaType.exactOptional(),
  annotations: annotations.exactOptional(),
  platform: z.looseObject({ os: z.string(), architecture: z.string() }).exactOptional(),
});

const manifestSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MANIFEST_TYPE),
  artifactType: mediaType.exactOptional(),
  config: descriptorSchema,
  layers: z.array(descriptorSchema).max(MAX_DESCRIPTORS),
  subject: descriptorSchema.exactOptional(),
  annotations: annotations.exactOptional(),
});

const indexSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(INDEX_TYPE),
  artifactType: mediaType.exactOptional(),
  manifests: z.array(descriptorSchema).max(MAX_DESCRIPTORS),
  subject: descriptorSchema.exactOptional(),
  annotations: annotations.exactOptional(),
});

/** What content is found by: its kind, digest and size. */
export type Descriptor = z.infer<typeof descriptorSchema>;
/** A manifest of OCI's image specification 1.1. */
export type Manifest = z.infer<typeof manifestSchema>;
/** An index of OCI's image specification 1.1. */
export type Index = z.infer<typeof indexSchema>;

/** A manifest or an index as it is stored. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** What stored bytes say: one of the two. @throws OciError `PROTOCOL`, `TOO_LARGE` */
export function readManifest({ descriptor, bytes }: StoredManifest): Manifest | Index {
  if (bytes.length > MAX_MANIFEST_BYTES) throw tooLargeManifest(bytes.length);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    // The specification lets it be left out; then it is what it was sent as.
    if (isPlainObject(value)) value = { mediaType: descriptor.mediaType, ...value };
  } catch (cause) {
    throw malformed(descriptor, 'it is not JSON', cause);
  }
  const kind = z.looseObject({ mediaType: z.string() }).safeParse(value).data?.mediaType;
  const schema = kind === INDEX_TYPE ? indexSchema : manifestSchema;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw malformed(
    descriptor,
    read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0],
  );
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isIndex(manifest: Manifest | Index): manifest is Index {
  return manifest.mediaType === INDEX_TYPE;
}

/** The bytes that a manifest is stored as: the same for the same content. */
export function manifestBytes(manifest: Manifest | Index): Uint8Array {
  return Buffer.from(JSON.stringify(manifest));
}

export function tooLargeManifest(bytes: number): OciError {
  return new OciError({
    code: 'TOO_LARGE',
    message: `A manifest of ${bytes} bytes is larger than ${MAX_MANIFEST_BYTES} bytes.`,
    hint: 'It is none of a worker: look at what the reference names.',
  });
}

function malformed({ digest }: Descriptor, why = 'it is malformed', cause?: unknown): OciError {
  return new OciError({
    code: 'PROTOCOL',
    message: `The manifest ${digest} cannot be used: ${showForeign(why)}.`,
    hint: 'Only OCI image manifests and indexes are read: look at what the reference names.',
    cause,
  });
}
