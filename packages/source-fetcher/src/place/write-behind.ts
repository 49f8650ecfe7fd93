import type { FileHandle } from 'node:fs/promises';

export interface WriteBehindInit {
  readonly onChunk: (chunk: Uint8Array) => void;
  /** Called with how many more bytes are in the file. */
  readonly onWritten: (bytes: number) => void;
  /** Where in the file the first byte goes. @default its end, for a file that was opened for appending */
  readonly start?: number | undefined;
}

/** What may wait to be written before no more is received. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/**
 * Writes chunks to a file, one behind the other: while some are written, the next are received and `onChunk` has them; what came meanwhile
 * is written at once. When it settles, no write is under way. Nothing is flushed to the disk, for the cache reads its
 * content again before it is used.
 */
export async function writeBehind(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  { onChunk, onWritten, start }: WriteBehindInit,
): Promise<void> {
  let position = start;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let writing: Promise<void> | undefined;
  let hasFailed = false;

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const [batch, bytes] = [waiting, waitingBytes];
      [waiting, waitingBytes] = [[], 0];
      await writeFully(file, batch, { bytes, position });
      if (position !== undefined) position += bytes;
      onWritten(bytes);
    }
    writing = undefined;
  }

  try {
    for await (const chunk of chunks) {
      onChunk(chunk);
      waiting.push(chunk);
      waitingBytes += chunk.length;
      writing ??= writeWaiting();
      // Why, is heard when it is awaited: now, or at the next chunk.
      writing.catch(() => {
        hasFailed = true;
      });
      if (hasFailed || waitingBytes > MAX_WAITING_BYTES) await writing;
    }
  } finally {
    await writing;
  }
}

interface Place {
  readonly bytes: number;
  readonly position: number | undefined;
}

async function writeFully(file: FileHandle, batch: readonly Uint8Array[], place: Place): Promise<void> {
  const { bytes, position } = place;
  const { bytesWritten } = await file.writev(batch, position);
  if (bytesWritten === bytes) return;
  // Rarely is less written than was asked for, as on a full disk.
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let written = 0; written < rest.length; ) {
    const at = position === undefined ? null : position + bytesWritten + written;
    written += (await file.write(rest, written, rest.length - written, at)).bytesWritten;
  }
}
