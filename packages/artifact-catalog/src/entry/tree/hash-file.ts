import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, open, read, type Stats } from 'node:fs';
import { promisify } from 'node:util';

/** What an open file says of itself. */
export interface OpenedFile {
  readonly stats: Stats;
  /** `sha256:` digest, if it was wanted; `undefined` where the file changed meanwhile. */
  readonly digest: string | undefined;
}

const CHUNK_BYTES = 1024 * 1024;

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;
const FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

// Descriptors and not the handles of `fs/promises`, and no detour over another thread for what an open file need not
// wait for: a tree of many small files is read in half the time.
const openDescriptor = promisify(open);
const readDescriptor = promisify(read);

/**
 * Opens a regular file, following no link, and reads it to the end that it has when it is opened.
 * @param wantsDigest decides by the size whether the content is read
 * @returns `undefined` for what is not a regular file
 */
export async function hashFile(
  file: Buffer,
  wantsDigest: (size: number) => boolean,
  signal: AbortSignal | undefined,
): Promise<OpenedFile | undefined> {
  const descriptor = await openDescriptor(file, FLAGS);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    const digest = wantsDigest(stats.size) ? await digestOf(descriptor, stats.size, signal) : undefined;
    return { stats, digest };
  } finally {
    closeSync(descriptor);
  }
}

async function digestOf(
  descriptor: number,
  size: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  // One byte more than there should be shows whether it grew.
  const buffer = Buffer.allocUnsafe(Math.min(size + 1, CHUNK_BYTES));
  for (let total = 0; ; ) {
    const { bytesRead } = await readDescriptor(descriptor, buffer, 0, buffer.length, total);
    signal?.throwIfAborted();
    total += bytesRead;
    if (total > size) return undefined;
    hash.update(buffer.subarray(0, bytesRead));
    if (bytesRead === 0) return total === size ? `sha256:${hash.digest('hex')}` : undefined;
  }
}
