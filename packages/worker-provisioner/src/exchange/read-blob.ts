import { type Descriptor, isIndex, type Manifest, type OciStore, readManifest } from '@rbee-internal/oci';
import { ProvisionError } from '../errors.js';

export interface ReadLimits {
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** A small blob as text, its digest compared. */
export async function readTextBlob(
  store: OciStore,
  descriptor: Descriptor,
  { maxBytes, signal }: ReadLimits,
): Promise<string> {
  if (descriptor.size > maxBytes)
    throw notAWorker(store, `${descriptor.mediaType} has more than ${maxBytes} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.readBlob(descriptor, { signal })) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** A manifest that is no index, and what it is found by; `undefined` where there is none. */
export async function readArtifact(
  store: OciStore,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly descriptor: Descriptor; readonly manifest: Manifest } | undefined> {
  const stored = await store.getManifest(reference, { signal });
  const manifest = stored && readManifest(stored);
  if (stored === undefined || manifest === undefined || isIndex(manifest)) return undefined;
  return { descriptor: stored.descriptor, manifest };
}

export function notAWorker({ name }: Pick<OciStore, 'name'>, why: string): ProvisionError {
  return new ProvisionError({
    code: 'STORE_INVALID',
    message: `What ${name} has is no worker of ours: ${why}.`,
    hint: 'Name a worker that rbee-hive push put there.',
  });
}
