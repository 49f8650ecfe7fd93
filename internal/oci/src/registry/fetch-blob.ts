import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { pause } from '@rbee-internal/system/time';
import { tooLarge } from '../model/checked-bytes.js';
import { requireDigest } from '../model/digest.js';
import { isOciError } from '../model/errors.js';
import type { Descriptor } from '../model/manifest.js';
import type { OciStore } from '../model/store.js';

export interface FetchBlobOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of the bytes that came. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 250;
const READ_BYTES = 1024 * 1024;

/**
 * Gets a blob into a file. What is there already of it is kept, and asked for no more; a connection that is cut is
 * continued. The digest is that of the whole file; a file that has another is removed.
 * @throws OciError
 */
export async function fetchBlob(
  store: Pick<OciStore, 'name' | 'readBlob'>,
  blob: { readonly descriptor: Descriptor; readonly file: string },
  options: FetchBlobOptions = {},
): Promise<void> {
  const { signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(store, blob, options);
    } catch (error) {
      signal?.throwIfAborted();
      const isPassing = isOciError(error) && error.isPassing;
      if (!isPassing) await rm(blob.file, { force: true });
      if (!isPassing || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MILLISECONDS * attempt, signal);
    }
  }
}

async function fetchOnce(
  store: Pick<OciStore, 'name' | 'readBlob'>,
  { descriptor, file }: { readonly descriptor: Descriptor; readonly file: string },
  { signal, onBytes }: FetchBlobOptions,
): Promise<void> {
  const handle = await open(file, 'a+', 0o600);
  const what = `The blob ${descriptor.digest} from ${store.name}`;
  try {
    const hash = createHash('sha256');
    let received = await hashExisting(handle, hash, signal);
    if (received > descriptor.size) throw tooLarge(what, descriptor.size);
    for await (const chunk of store.readBlob(descriptor, { from: received, signal })) {
      received += chunk.length;
      if (received > descriptor.size) throw tooLarge(what, descriptor.size);
      hash.update(chunk);
      await handle.write(chunk);
      onBytes?.(chunk.length);
    }
    requireDigest(`sha256:${hash.digest('hex')}`, descriptor.digest, what);
  } finally {
    await handle.close();
  }
}

async function hashExisting(
  handle: FileHandle,
  hash: Hash,
  signal: AbortSignal | undefined,
): Promise<number> {
  let at = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
    if (bytesRead === 0) return at;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}
