import { readChunks } from '@rbee-internal/system/transport';
import { checkedBytes, tooLarge } from '../model/checked-bytes.js';
import type { Descriptor } from '../model/manifest.js';
import type { ReadBlobCall, StoreCall } from '../model/store.js';
import { type Connection, drop, protocol, readFailure, refused } from './connection.js';

const STALL_MILLISECONDS = 60_000;
/** A blob that comes slower than this is as good as cut. */
const MIN_BYTES_PER_SECOND = 100;

/** Whether a blob is there, with the size that is declared. */
export async function hasBlob(
  connection: Connection,
  { digest, size }: Descriptor,
  { signal }: StoreCall = {},
): Promise<boolean> {
  const response = await connection.send(`blobs/${digest}`, { method: 'HEAD', signal });
  drop(response);
  if (response.status === 404) return false;
  if (response.status !== 200) throw refused(connection, `whether it has ${digest}`, response);
  const length = response.headers.get('content-length');
  return length === null || Number(length) === size;
}

/** The bytes of a blob, from one on; where all are read, their digest is compared. */
export async function* readBlob(
  connection: Connection,
  descriptor: Descriptor,
  { from = 0, signal }: ReadBlobCall = {},
): AsyncGenerator<Uint8Array> {
  const { digest, size } = descriptor;
  // A range that begins at the end has no bytes, and an answer whose length is false.
  if (from >= size && from > 0) return;
  const headers = from === 0 ? {} : { range: `bytes=${from}-`, 'if-range': `"${digest}"` };
  const response = await connection.send(`blobs/${digest}`, { headers, signal });
  if (response.status !== 200 && response.status !== 206)
    throw refused(connection, `the blob ${digest}`, response);
  const isPart = response.status === 206;
  if (isPart && !rangeBegins(response, from)) {
    drop(response);
    throw protocol(connection.name, 'it sends another range than was asked for');
  }
  const what = `The blob ${digest} from ${connection.name}`;
  const left = isPart ? size - from : size;
  const chunks = bytesOf(connection, response, { left, what, size, signal });
  const skipped = isPart ? 0 : from;
  if (from === 0) yield* checkedBytes(chunks, descriptor, what);
  else yield* after(chunks, skipped);
}

function rangeBegins(response: Response, from: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
}

interface Expected {
  readonly left: number;
  readonly size: number;
  readonly what: string;
  readonly signal: AbortSignal | undefined;
}

async function* bytesOf(
  connection: Connection,
  response: Response,
  { left, size, what, signal }: Expected,
): AsyncGenerator<Uint8Array> {
  const announced = response.headers.get('content-length');
  if (announced !== null && Number(announced) > left) {
    drop(response);
    throw tooLarge(what, size);
  }
  try {
    yield* readChunks(response, {
      maxBytes: left,
      stallMilliseconds: STALL_MILLISECONDS,
      minBytesPerSecond: MIN_BYTES_PER_SECOND,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw readFailure(connection, error);
  }
}

/** A server without ranges sends all of it again. */
async function* after(content: AsyncIterable<Uint8Array>, skipped: number): AsyncGenerator<Uint8Array> {
  let toSkip = skipped;
  for await (const chunk of content) {
    const rest = chunk.subarray(Math.min(toSkip, chunk.length));
    toSkip -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}
