import { readBody } from '@rbee-internal/system/transport';
import { digestOf, isDigest, requireDigest } from '../model/digest.js';
import {
  type Descriptor,
  INDEX_TYPE,
  MANIFEST_TYPE,
  MAX_MANIFEST_BYTES,
  type StoredManifest,
  tooLargeManifest,
} from '../model/manifest.js';
import type { StoreCall } from '../model/store.js';
import { type Connection, drop, readFailure, refused } from './connection.js';

/** Always both: some registries answer 404 to an index where only manifests are accepted. */
const ACCEPT = `${MANIFEST_TYPE}, ${INDEX_TYPE}`;
const DEADLINE_MILLISECONDS = 120_000;

/** A manifest by tag or digest, its digest compared; `undefined` where there is none. */
export async function getManifest(
  connection: Connection,
  reference: string,
  { signal }: StoreCall = {},
): Promise<StoredManifest | undefined> {
  const response = await connection.send(`manifests/${reference}`, { headers: { accept: ACCEPT }, signal });
  if (response.status === 404) {
    drop(response);
    return undefined;
  }
  if (response.status !== 200) throw refused(connection, `the manifest ${reference}`, response);
  const bytes = await bodyOf(connection, response, signal);
  const digest = digestOf(bytes);
  if (isDigest(reference))
    requireDigest(digest, reference, `The manifest ${reference} from ${connection.name}`);
  const mediaType = (response.headers.get('content-type') ?? MANIFEST_TYPE).split(';')[0]?.trim() ?? '';
  return { bytes, descriptor: { mediaType, digest, size: bytes.length } };
}

/** @returns the digest that the registry names as the manifest's subject, where it keeps a list of referrers */
export async function putManifest(
  connection: Connection,
  { descriptor, bytes }: StoredManifest,
  call: StoreCall & { readonly tag: string },
): Promise<{ readonly descriptor: Descriptor; readonly knowsSubject: boolean }> {
  if (bytes.length > MAX_MANIFEST_BYTES) throw tooLargeManifest(bytes.length);
  const response = await connection.send(`manifests/${call.tag}`, {
    method: 'PUT',
    headers: { 'content-type': descriptor.mediaType },
    body: bytes,
    signal: call.signal,
  });
  if (response.status !== 201) throw refused(connection, `the manifest ${call.tag}`, response);
  drop(response);
  return { descriptor, knowsSubject: response.headers.get('oci-subject') !== null };
}

export async function bodyOf(
  connection: Connection,
  response: Response,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  try {
    return await readBody(response, {
      maxBytes: MAX_MANIFEST_BYTES,
      deadlineMilliseconds: DEADLINE_MILLISECONDS,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw readFailure(connection, error);
  }
}
