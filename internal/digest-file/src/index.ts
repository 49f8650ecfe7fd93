import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** In pieces of the usual 64 KiB, reading takes as long as hashing. */
const CHUNK_BYTES = 1024 * 1024;

/** `sha256:` and the hex digits of a file. @throws the system's error, and the signal's reason */
export async function digestFile(file: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file, { highWaterMark: CHUNK_BYTES }), hash, {
      ...(signal && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return `sha256:${hash.digest('hex')}`;
}
