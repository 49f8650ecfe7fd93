import { pause } from '@rbee-internal/system/time';
import { isOciError } from '../model/errors.js';
import type { Descriptor } from '../model/manifest.js';
import type { OpenContent, StoreCall } from '../model/store.js';
import { type Connection, drop, nextUrl, protocol, refused } from './connection.js';

/** One request carries so much: a registry behind a proxy that bounds bodies takes it, too. */
const CHUNK_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 250;

export interface UploadCall extends StoreCall {
  /** A repository of the same registry that has the blob. */
  readonly mountFrom?: string | undefined;
}

/**
 * Puts a blob in chunks. Each answer names where to go on. A chunk that was cut has spoiled the upload, which then begins
 * again.
 */
export async function uploadBlob(
  connection: Connection,
  blob: { readonly descriptor: Descriptor; readonly content: OpenContent },
  call: UploadCall = {},
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await uploadOnce(connection, blob, call);
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!isOciError(error) || !error.isPassing || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MILLISECONDS * attempt, call.signal);
    }
  }
}

async function uploadOnce(
  connection: Connection,
  { descriptor, content }: { readonly descriptor: Descriptor; readonly content: OpenContent },
  { signal, mountFrom }: UploadCall,
): Promise<number> {
  const query = mountFrom === undefined ? '' : `?mount=${descriptor.digest}&from=${mountFrom}`;
  const begun = await connection.send(`blobs/uploads/${query}`, {
    method: 'POST',
    body: new Uint8Array(),
    from: mountFrom,
    signal,
  });
  if (begun.status === 201) {
    drop(begun);
    return 0;
  }
  let place = nextPlace(connection, begun, 'an upload');
  let sent = 0;
  for await (const chunk of inChunks(content(), CHUNK_BYTES)) {
    const headers = {
      'content-type': 'application/octet-stream',
      'content-range': `${sent}-${sent + chunk.length - 1}`,
    };
    const answer = await connection.send(place, { method: 'PATCH', headers, body: chunk, signal });
    place = nextPlace(connection, answer, 'a chunk of an upload');
    sent += chunk.length;
  }
  place.searchParams.set('digest', descriptor.digest);
  const end = await connection.send(place, { method: 'PUT', body: new Uint8Array(), signal });
  if (end.status !== 201) throw refused(connection, `the end of the upload of ${descriptor.digest}`, end);
  drop(end);
  return sent;
}

function nextPlace(connection: Connection, response: Response, doing: string): URL {
  if (response.status !== 202 && response.status !== 204) throw refused(connection, doing, response);
  drop(response);
  const location = response.headers.get('location');
  if (location === null) throw protocol(connection.name, 'an upload has no address');
  return nextUrl(new URL(connection.origin), location);
}

/** The same bytes in pieces of one size, the last of them smaller. */
async function* inChunks(content: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content) {
    pending.push(chunk);
    length += chunk.length;
    if (length < bytes) continue;
    const all = Buffer.concat(pending);
    let at = 0;
    for (; all.length - at >= bytes; at += bytes) yield all.subarray(at, at + bytes);
    pending = [all.subarray(at)];
    length = all.length - at;
  }
  if (length > 0) yield Buffer.concat(pending);
}
