import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { flushHandle } from './flush-handle.js';

/** In pieces of the usual 64 KiB, reading takes as long as hashing. */
const CHUNK_BYTES = 1024 * 1024;

export interface DigestFileOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Lets the system write the file to the disk meanwhile, so that a flush afterwards finds that done. It
   * is them who are told when it cannot be written.
   */
  readonly flush?: boolean | undefined;
}

/**
 * `sha256:` and the hex digits of a file: while one piece is hashed, the next is read.
 * @throws the system's error, and the signal's reason
 */
export async function digestFile(
  file: string,
  { signal, flush = false }: DigestFileOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  const handle = await open(file);
  const read = (buffer: Buffer) => handle.read(buffer, 0, CHUNK_BYTES, null);
  const flushing = flush ? flushHandle(handle).catch(() => undefined) : undefined;
  try {
    let spare: Buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let reading = read(Buffer.allocUnsafe(CHUNK_BYTES));
    for (;;) {
      const { bytesRead, buffer } = await reading;
      signal?.throwIfAborted();
      if (bytesRead === 0) return `sha256:${hash.digest('hex')}`;
      reading = read(spare);
      hash.update(buffer.subarray(0, bytesRead));
      spare = buffer;
    }
  } finally {
    await flushing;
    await handle.close();
  }
}
